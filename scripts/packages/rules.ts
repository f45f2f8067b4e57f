import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PackedPackage } from './pack.ts'
import { undeclaredImports } from './undeclared-imports.ts'

const nodes = '>=22.13'
const foundations = ['@bytelyst/conformance', '@bytelyst/core']
/** Those that depend on nothing. */
const alone: readonly string[] = [...foundations, '@bytelyst/emulators']

/** What must not be in a tarball, and why. */
const unwanted: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\.map$/, 'maps are not published'],
  [/\.tsbuildinfo$/, 'what the compiler remembers is not published'],
  [/^src\//, 'sources are not published'],
  [/(^|\/)tests?\/|\.test(-d)?\./, 'tests are not published'],
]

/** What is wrong with a packed package, a sentence each. */
export async function problemsOf(packed: PackedPackage): Promise<readonly string[]> {
  const { name, manifest, files, folder } = packed
  const text = readFileSync(join(folder, 'package.json'), 'utf8')
  const problems: string[] = []
  for (const [pattern, what] of unwanted) {
    const found = files.filter(({ path }) => pattern.test(path))
    if (found.length > 0) problems.push(`${what}: ${found[0]?.path}, one of ${found.length}`)
  }
  for (const path of ['README.md', 'LICENSE']) {
    if (!files.some((file) => file.path === path)) problems.push(`${path} is missing`)
  }
  for (const protocol of ['workspace:', 'catalog:', '@bytelyst/source']) {
    if (text.includes(protocol)) problems.push(`the packed package.json mentions ${protocol}`)
  }
  if (manifest.engines?.['node'] !== nodes) problems.push(`engines.node is ${manifest.engines?.['node']}, not ${nodes}`)
  // A command does something when it is run; a library must not, or bundlers keep what nobody uses.
  if (manifest.bin === undefined && manifest.sideEffects !== false) problems.push('sideEffects is not false')

  const expected = alone.includes(name) ? [] : foundations
  const actual = Object.keys(manifest.dependencies ?? {}).toSorted()
  if (actual.join() !== expected.join()) {
    problems.push(`its dependencies are ${actual.join(', ') || 'none'}, not ${expected.join(', ') || 'none'}`)
  }
  for (const found of await undeclaredImports(packed)) problems.push(`imports what it does not declare: ${found}`)
  return problems
}
