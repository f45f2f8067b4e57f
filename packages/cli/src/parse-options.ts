import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { CommandError } from './command-error.ts'
import { suggestion } from './nearest.ts'

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true }>
>

/**
 * The options and the positional parameters of a command.
 *
 * @throws CommandError for an unknown option, with the nearest one, and for an option without its value
 */
export function parseOptions<const Options extends ParseArgsOptionsConfig>(
  parameters: readonly string[],
  options: Options,
): Parsed<Options> {
  try {
    return parseArgs({ args: [...parameters], options, allowPositionals: true })
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string }
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new CommandError(message.replaceAll('\n', ' '))
    const option = /'([^']+)'/.exec(message)?.[1] ?? ''
    const known = Object.keys(options).map((name) => `--${name}`)
    throw new CommandError(`unknown option ${option}${suggestion(option, known)}`)
  }
}
