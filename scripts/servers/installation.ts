import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { succeed } from '../tool/execute.ts'
import { ToolFailure } from '../tool/tool-failure.ts'
import type { Prerequisite, ServerDefinition } from './server.ts'

const marker = 'installed.json'

/** The folder of a server's definition. */
export function sourceFolder(name: string): string {
  return join(import.meta.dirname, name)
}

/** Where a server is installed: outside the work tree, a folder for each content of its sources. */
export function installationFolder(server: ServerDefinition): string {
  const cache =
    process.env['BYTELYST_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'bytelyst')
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const source of server.sources) hash.update(source).update(readFileSync(join(sourceFolder(server.name), source)))
  return join(cache, 'servers', `${server.name}-${hash.digest('hex').slice(0, 12)}`)
}

/** Why a server cannot be started; undefined when it can. */
export function whyMissing(server: ServerDefinition): string | undefined {
  if (server.install !== undefined && !existsSync(join(installationFolder(server), marker))) {
    return `${server.title} is not installed; run: pnpm servers install ${server.name}`
  }
  return server.obstacle?.()
}

/** Whether a server that is missing is a failure here. */
export function serversAreRequired(): boolean {
  return process.env['REQUIRE_SERVERS'] === '1'
}

/**
 * Installs a server, unless it is there.
 *
 * @returns whether there was anything to do
 * @throws ToolFailure that names a program that is missing or too old, or tells what a program printed
 */
export async function install(server: ServerDefinition): Promise<boolean> {
  const folder = installationFolder(server)
  if (server.install === undefined || existsSync(join(folder, marker))) return false
  for (const prerequisite of server.prerequisites) await check(prerequisite, server)
  mkdirSync(dirname(folder), { recursive: true })
  // Made beside and renamed: a half installation is never taken for one.
  const making = mkdtempSync(`${folder}-making-`)
  try {
    await server.install(making)
    writeFileSync(join(making, marker), JSON.stringify({ title: server.title }))
    rmSync(folder, { recursive: true, force: true })
    renameSync(making, folder)
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
  return true
}

async function check({ program, versionArguments, atLeast }: Prerequisite, server: ServerDefinition): Promise<void> {
  const need = `${server.title} needs ${program} ${atLeast} or newer to be installed`
  const output = await succeed(program, versionArguments).catch((cause: unknown) => {
    throw new ToolFailure(`${need}; it is not there`, { cause })
  })
  const version = /\d+(?:\.\d+)*/.exec(stripVTControlCharacters(output))?.[0] ?? ''
  if (!isAtLeast(version, atLeast)) throw new ToolFailure(`${need}; here it is ${version}`)
}

function isAtLeast(version: string, least: string): boolean {
  const [one, other] = [version, least].map((text) => text.split('.').map(Number))
  for (const [i, wanted] of (other ?? []).entries()) {
    const part = one?.[i] ?? 0
    if (part !== wanted) return part > wanted
  }
  return true
}
