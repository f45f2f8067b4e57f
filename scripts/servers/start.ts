import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ToolFailure } from '../tool/tool-failure.ts'
import { installationFolder, whyMissing } from './installation.ts'
import type { ServerDefinition } from './server.ts'

/** A server that is up. */
export interface RunningServer {
  readonly url: string
  /** The variables with which `createDatastoreProvider` uses it. */
  readonly environment: Readonly<Record<string, string>>
  readonly pid: number
  /** Ends it in order and removes its data. */
  readonly stop: () => Promise<void>
  /** Ends it as a power cut would; its data stays for {@link RunningServer.restart}. */
  readonly kill: () => Promise<void>
  /** Starts it again on the same port and data, after {@link RunningServer.kill}. */
  readonly restart: () => Promise<void>
}

/** The variables with which `createDatastoreProvider` uses a server at this address. */
export function environmentOf(server: ServerDefinition, url: string): Readonly<Record<string, string>> {
  return { DB_PROVIDER: server.engine, ...server.environment(url) }
}

const readyTimeoutMs = 60_000
const stopTimeoutMs = 5_000

/**
 * Starts a server that is installed. It ends with this process, whatever becomes of that.
 *
 * @throws ToolFailure with the end of its output, when it does not get ready
 */
export async function startServer(server: ServerDefinition): Promise<RunningServer> {
  const missing = whyMissing(server)
  if (missing !== undefined) throw new ToolFailure(missing)
  const data = mkdtempSync(join(tmpdir(), `bytelyst-${server.name}-`))
  // Chosen here, because it has to be the same after a restart.
  const port = await freePort()
  let { child, url } = await launch(server, data, port)
  const end = async (): Promise<void> => {
    await ended(child, () => child.stdin?.end())
    rmSync(data, { recursive: true, force: true })
  }
  return {
    url,
    environment: environmentOf(server, url),
    get pid() {
      return child.pid as number
    },
    stop: end,
    kill: () => ended(child, () => child.kill('SIGKILL')),
    async restart() {
      ;({ child, url } = await launch(server, data, port))
    },
  }
}

async function launch(
  server: ServerDefinition,
  data: string,
  port: number,
): Promise<{ child: ChildProcess; url: string }> {
  const command = server.start({ installed: installationFolder(server), data, port })
  const child = spawn(command.program, command.arguments, {
    env: { ...process.env, ...command.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (text: string): void => void (output = (output + text).slice(-4000))
  child.stderr.setEncoding('utf8').on('data', keep)
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail(`did not get ready in ${readyTimeoutMs / 1000} seconds`)
    }, readyTimeoutMs)
    const fail = (what: string): void => {
      clearTimeout(timer)
      reject(new ToolFailure(`${server.title} ${what}\n${output}`))
    }
    child.on('error', (error) => fail(`cannot be started: ${error.message}`))
    child.on('exit', (code, signal) => fail(`ended with ${code ?? signal} before it was ready`))
    createInterface({ input: child.stdout }).on('line', (line) => {
      keep(`${line}\n`)
      const ready = /^READY (\S+)$/.exec(line)?.[1]
      if (ready === undefined) return
      clearTimeout(timer)
      resolve(ready)
    })
  })
  return { child, url }
}

/** Waits until a process has ended, and ends it by force when asking has not helped. */
async function ended(child: ChildProcess, ask: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  ask()
  await exit
  clearTimeout(timer)
}

async function freePort(): Promise<number> {
  const listener = createServer()
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  await new Promise((resolve) => listener.close(resolve))
  return port
}
