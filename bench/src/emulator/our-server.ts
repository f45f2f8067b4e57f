import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { OurCode } from './our-code.ts'
import type { Server } from './server.ts'

/** Starts ours as a user does: `bytelyst emulate cosmos`. */
export async function startOurs({ flags, command }: OurCode): Promise<Server> {
  const begin = performance.now()
  const child = spawn(process.execPath, [...flags, command, 'emulate', 'cosmos', '--port', '0'], {
    // The command looks for the emulator in the folder that it is run in.
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = (): void => void child.kill()
  process.once('exit', end)
  const said = new Map<string, string>()
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^(endpoint|key) +(\S+)$/.exec(line) ?? []
    if (name !== undefined && value !== undefined) said.set(name, value)
    if (line.startsWith('ready')) break
  }
  const readyMs = performance.now() - begin
  const [endpoint, key] = [said.get('endpoint'), said.get('key')]
  if (endpoint === undefined || key === undefined || child.pid === undefined) {
    throw new Error(`bytelyst emulate cosmos did not get ready: ${command}`)
  }
  return {
    name: 'emulator',
    endpoint,
    key,
    pid: child.pid,
    readyMs,
    async stop() {
      process.off('exit', end)
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill()
      await exit
    },
  }
}
