/**
 * The servers that judge the adapters: `pnpm servers list`, `pnpm servers install [names]`, `pnpm servers start <name>`.
 * A started server stays up until this process ends; `--json` prints one line for a program instead of exports.
 */
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { runTool } from '../tool/run-tool.ts'
import { ToolFailure } from '../tool/tool-failure.ts'
import { install, whyMissing } from './installation.ts'
import type { ServerDefinition } from './server.ts'
import { servers } from './servers.ts'
import { startServer } from './start.ts'

const usage = 'pnpm servers list [--names] | install [names] | start <name> [--json]'

await runTool(usage, async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, names: { type: 'boolean' } },
  })
  const [command, ...names] = positionals
  switch (command) {
    case 'list':
      return values.names ? servers.map(({ name }) => name).join('\n') : list()
    case 'install':
      return installAll(names.length === 0 ? servers : names.map(serverNamed))
    case 'start':
      return start(serverNamed(names[0] ?? ''), values.json ?? false)
    default:
      throw new ToolFailure(`usage: ${usage}`)
  }
})

function serverNamed(name: string): ServerDefinition {
  const server = servers.find((candidate) => candidate.name === name)
  if (server !== undefined) return server
  throw new ToolFailure(`there is no server "${name}"; there are ${servers.map((known) => known.name).join(', ')}`)
}

function list(): string {
  const rows = servers.map((server) => [
    server.name,
    server.title,
    whyMissing(server) === undefined ? 'installed' : 'missing',
  ])
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row, i) => [...row.map((cell, column) => cell.padEnd(widths[column] ?? 0)), servers[i]?.proves].join('  '))
    .join('\n')
}

/** One after the other: each says how long it took, and one that fails does not keep the others. */
async function installAll(wanted: readonly ServerDefinition[]): Promise<string> {
  const failures: string[] = []
  for (const server of wanted) {
    const began = performance.now()
    try {
      const installed = await install(server)
      const seconds = Math.round((performance.now() - began) / 1000)
      console.log(`${server.name}: ${installed ? `installed in ${seconds} s` : 'is there'}`)
    } catch (error) {
      if (!(error instanceof ToolFailure)) throw error
      failures.push(`${server.name}: ${error.message}`)
    }
  }
  if (failures.length > 0) throw new ToolFailure(failures.join('\n'))
  return `${wanted.length} servers are installed`
}

async function start(server: ServerDefinition, json: boolean): Promise<string> {
  const running = await startServer(server)
  const env = running.environment
  if (json) console.log(JSON.stringify({ ready: true, env }))
  else {
    for (const [name, value] of Object.entries(env)) console.log(`export ${name}=${JSON.stringify(value)}`)
    console.log(`# ${server.title} is up; ends with Ctrl-C`)
  }
  // A pipe that is closed is a caller that has gone; a terminal is closed by Ctrl-C.
  process.stdin.resume()
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process.stdin, 'end')])
  await running.stop()
  process.stdin.destroy()
  return json ? '' : `${server.title} has ended`
}
