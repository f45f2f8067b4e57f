import { isCloudError } from '@bytelyst/core'
import { CommandError, exitCodes } from './command-error.ts'
import type { Command } from './command.ts'
import { conformance } from './commands/conformance.ts'
import { doctor } from './commands/doctor.ts'
import { emulate } from './commands/emulate.ts'
import { hideSecrets } from './hide-secrets.ts'
import { suggestion } from './nearest.ts'
import type { Surroundings } from './surroundings.ts'
import { version } from './version.ts'

const commands: readonly Command[] = [conformance, doctor, emulate]
const options = ['--help', '--version'] as const

const usage = `usage: bytelyst <command> [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}

  --help       prints this; bytelyst <command> --help says more
  --version    prints the version
`

/** Runs what the parameters say and gives back the code with which the process ends. */
export async function runCommandLine(parameters: readonly string[], surroundings: Surroundings): Promise<number> {
  const { output, errors, environment } = surroundings
  const [name, ...rest] = parameters
  try {
    if (name === undefined) {
      errors.write(usage)
      return exitCodes.usage
    }
    if (name === '--version' || name === '-v') {
      output.write(`${version()}\n`)
      return exitCodes.ok
    }
    if (name === '--help' || name === '-h' || name === 'help') {
      output.write(rest[0] === undefined ? usage : commandNamed(rest[0]).help)
      return exitCodes.ok
    }
    return await commandNamed(name).run(rest, surroundings)
  } catch (error) {
    if (!(error instanceof CommandError) && !isCloudError(error)) throw error
    const known = commands.some((command) => command.name === name)
    errors.write(`bytelyst${known ? ` ${name}` : ''}: ${hideSecrets([], environment)(error.message)}\n`)
    return exitCodes.usage
  }
}

function commandNamed(name: string): Command {
  const found = commands.find((command) => command.name === name)
  if (found !== undefined) return found
  const isOption = name.startsWith('-')
  const names = commands.map((command) => command.name)
  const hint = suggestion(name, isOption ? options : names)
  throw new CommandError(
    isOption
      ? `unknown option ${name}${hint}\noptions: ${options.join(', ')}`
      : `there is no command ${name}${hint}\ncommands: ${names.join(', ')}`,
  )
}
