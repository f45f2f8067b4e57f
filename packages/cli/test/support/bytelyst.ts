import { spawn, type ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** What a command has left. */
export interface Ended {
  /** Null when a signal has killed it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that is under way. */
export interface Started {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
}

// Compiling the sources is half of the time that a command takes.
const compileCache = join(tmpdir(), 'bytelyst-compile-cache')
// Node 22 runs TypeScript when it is told to.
const fromSource = [
  '--conditions=@bytelyst/source',
  '--experimental-strip-types',
  '--disable-warning=ExperimentalWarning',
]
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** Starts `bytelyst` as a process of its own, with these variables and no others of ours. */
export function start(
  folder: string,
  parameters: readonly string[],
  variables: NodeJS.ProcessEnv,
  whenFinished: (clean: () => void) => void = onTestFinished,
): Started {
  const { PATH, SystemRoot } = process.env
  const child = spawn(process.execPath, [...fromSource, main, ...parameters], {
    cwd: folder,
    env: { PATH, SystemRoot, NODE_COMPILE_CACHE: compileCache, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  whenFinished(() => void child.kill('SIGKILL'))
  const texts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...texts }))
  })
  return { process: child, ended }
}

/** Runs `bytelyst` to its end. */
export function bytelyst(
  folder: string,
  parameters: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return start(folder, parameters, variables).ended
}
