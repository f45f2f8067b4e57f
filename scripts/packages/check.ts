/**
 * Packs every public package and checks what a registry would get: `pnpm packages`, after `pnpm build`. Exits 1 when a
 * tarball holds what it should not, or lacks what it should hold.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { execute } from '../tool/execute.ts'
import { runTool } from '../tool/run-tool.ts'
import { ToolFailure } from '../tool/tool-failure.ts'
import { workspaceFolder } from '../tool/workspace-folder.ts'
import { packAll, type PackedPackage } from './pack.ts'
import { problemsOf } from './rules.ts'
import { textTable } from './text-table.ts'

await runTool('pnpm packages', async () => {
  parseArgs({ options: {} })
  const packages = await packAll(join(workspaceFolder, 'node_modules', '.packed'))
  const problems: string[] = []
  for (const packed of packages) {
    const found = [...(await problemsOf(packed)), ...(await publintOf(packed)), ...(await typesOf(packed))]
    problems.push(...found.map((problem) => `${packed.name}: ${problem}`))
  }
  const rows = packages.map(({ name, manifest, packedBytes, files }) => {
    const unpacked = files.reduce((sum, { bytes }) => sum + bytes, 0)
    const numbers = [packedBytes, unpacked, files.length].map((number) => number.toLocaleString('en'))
    return [`${name} ${manifest.version}`, ...numbers]
  })
  console.log(textTable(['package', 'packed bytes', 'unpacked bytes', 'files'], rows))
  if (problems.length > 0) throw new ToolFailure([...problems, `packages: ${problems.length} problems`].join('\n'))
  return `packages: ${packages.length} packed, publint, attw and the rules of this repository find nothing`
})

async function publintOf({ tarball }: PackedPackage): Promise<readonly string[]> {
  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer },
    strict: true,
  })
  return messages.map((message) => `publint ${message.type}: ${formatMessage(message, pkg, { color: false })}`)
}

/** Whether the declarations are found, and are those of what is run, for whoever imports a module of the package. */
async function typesOf({ tarball, manifest }: PackedPackage): Promise<readonly string[]> {
  const isLibrary = Object.values(manifest.exports ?? {}).some((target) => typeof target !== 'string')
  if (!isLibrary) return []
  const flags = ['--profile', 'esm-only', '--no-definitely-typed', '--no-emoji', '--format', 'ascii']
  const { exitCode, output, errors } = await execute('attw', [tarball, ...flags])
  return exitCode === 0 ? [] : [`attw: ${`${output}${errors}`.trim()}`]
}
