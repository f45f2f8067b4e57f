/**
 * Measures what is loaded of the built packages: `pnpm size`, after `pnpm build`. Exits 1 when the roots of core and
 * datastore reach more by static imports than their budget, or anything that is not ours. Writes nothing.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runTool } from '../tool/run-tool.ts'
import { ToolFailure } from '../tool/tool-failure.ts'
import { workspaceFolder } from '../tool/workspace-folder.ts'
import { bundleSize } from './bundle-size.ts'
import { readModuleGraph } from './module-graph.ts'
import { textTable } from './text-table.ts'

/** Bytes of JavaScript that the roots may reach by static imports. */
const budget = 120_000
/** Bytes of a bundle with the memory provider, minified and compressed: what is aimed at, not what is enforced. */
const bundleGoal = 8000

const core = 'packages/core/dist'
const datastore = 'packages/datastore/dist'
const roots = [`${core}/index.js`, `${datastore}/index.js`]
const beside: readonly (readonly [name: string, entry: string])[] = [
  ['@bytelyst/datastore/testing', `${datastore}/testing.js`],
  ['@bytelyst/datastore/conformance, the suite', `${datastore}/conformance/index.js`],
]

await runTool('pnpm size', async () => {
  parseArgs({ options: {} })
  const entries = [...roots, ...beside.map(([, entry]) => entry)]
  for (const entry of entries) {
    if (!existsSync(join(workspaceFolder, entry)))
      throw new ToolFailure(`${entry} is not built: run "pnpm build" first`)
  }
  const graph = await readModuleGraph(workspaceFolder, entries)
  const loaded = graph.reachable(roots)
  const foreign = graph.foreign(loaded.keys())
  if (foreign.length > 0) throw new ToolFailure(`the roots load ${foreign.join(', ')}, which is for first use`)
  const atRoots = total(loaded)
  const unloaded = (from: readonly string[]): number =>
    total(new Map([...graph.reachable(from)].filter(([path]) => !loaded.has(path))))

  const rows = [
    ['core and datastore, reached from their roots by static imports', bytes(atRoots)],
    ['  of these @bytelyst/core', bytes(total(graph.reachable([`${core}/index.js`])))],
    ...beside.map(([name, entry]) => [`${name}, beside these`, bytes(unloaded([entry]))]),
    ['drivers, each loaded on first use, beside these', bytes(unloaded(graph.loadedOnFirstUse(loaded.keys())))],
  ]
  console.log(textTable(['JavaScript as published', 'bytes'], rows))

  const ofMemory = await bundleSize(`export { MemoryDatastoreProvider } from '@bytelyst/datastore/memory'`)
  const bundles = [
    ['everything that the root exports', await bundleSize(`export * from '@bytelyst/datastore'`)],
    ['createDatastoreProvider', await bundleSize(`export { createDatastoreProvider } from '@bytelyst/datastore'`)],
    ['MemoryDatastoreProvider alone', ofMemory],
  ] as const
  const sizes = bundles.map(([name, { plain, compressed }]) => [name, bytes(plain), bytes(compressed)])
  console.log(`\n${textTable(['minified bundle, without drivers loaded on first use', 'bytes', 'gzip'], sizes)}`)
  const factor = (ofMemory.compressed / bundleGoal).toFixed(1)
  const verdict = ofMemory.compressed <= bundleGoal ? 'reached' : `MISSED, it is ${factor} times as much`
  console.log(`the goal for memory alone is ${bytes(bundleGoal)} bytes compressed: ${verdict}\n`)
  const summary = `size: ${bytes(atRoots)} of ${bytes(budget)} bytes at the roots of core and datastore`
  if (atRoots > budget) throw new ToolFailure(`${summary}: ${bytes(atRoots - budget)} too many`)
  return summary
})

function total(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}

function bytes(number: number): string {
  return number.toLocaleString('en')
}
