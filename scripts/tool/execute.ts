import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { ToolFailure } from './tool-failure.ts'
import { workspaceFolder } from './workspace-folder.ts'

/** How a program is started. */
export interface ExecuteOptions {
  /** The working directory; by default the workspace. */
  readonly folder?: string
  readonly environment?: NodeJS.ProcessEnv
  /** After this many milliseconds it is ended. Absent: never. */
  readonly timeoutMs?: number
}

/** What a program left behind. */
export interface Execution {
  readonly exitCode: number
  readonly output: string
  readonly errors: string
}

/** Runs a program to its end; one that fails is an answer, one that cannot be started is a {@link ToolFailure}. */
export function execute(
  program: string,
  parameters: readonly string[],
  { folder = workspaceFolder, environment = workspaceEnvironment(), timeoutMs }: ExecuteOptions = {},
): Promise<Execution> {
  // On Windows the programs of packages are .cmd files, which only a shell starts.
  const shell = process.platform === 'win32' && !program.endsWith('.exe')
  const quoted = shell ? parameters.map((parameter) => `"${parameter}"`) : parameters
  return new Promise((resolve, reject) => {
    const child = spawn(program, quoted, {
      cwd: folder,
      env: environment,
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    child.on('error', (cause) =>
      reject(new ToolFailure(`${program} could not be started: ${cause.message}`, { cause })),
    )
    child.on('close', (code, signal) => {
      resolve({ exitCode: code ?? 1, output, errors: signal === null ? errors : `${errors}\nended by ${signal}` })
    })
  })
}

/**
 * Runs a program that has to succeed.
 *
 * @returns what it wrote to its standard output
 * @throws ToolFailure with all that it wrote, when it failed
 */
export async function succeed(
  program: string,
  parameters: readonly string[],
  options: ExecuteOptions = {},
): Promise<string> {
  const { exitCode, output, errors } = await execute(program, parameters, options)
  if (exitCode === 0) return output
  throw new ToolFailure(
    `${[program, ...parameters].join(' ')} ended with exit code ${exitCode}\n${`${output}\n${errors}`.trim()}`,
  )
}

/** The environment in which the programs of the workspace's own packages are found, without colours. */
export function workspaceEnvironment(): NodeJS.ProcessEnv {
  return environmentWith([join(workspaceFolder, 'node_modules', '.bin'), ...programFolders()], () => true)
}

/** Where programs are looked for. */
export function programFolders(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter)
}

/** These variables of this process's environment, and other folders in which programs are looked for. */
export function environmentWith(folders: readonly string[], keep: (name: string) => boolean): NodeJS.ProcessEnv {
  // On Windows the name may be written in any case.
  const kept = Object.entries(process.env).filter(([name]) => name.toUpperCase() !== 'PATH' && keep(name))
  return { ...Object.fromEntries(kept), PATH: folders.join(delimiter), NO_COLOR: '1', FORCE_COLOR: undefined }
}
