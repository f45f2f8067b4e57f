import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { publicPackages, type Exports, type PublicPackage } from '../packages/public-packages.ts'
import { workspaceFolder } from '../tool/workspace-folder.ts'

const source = '@bytelyst/source'

/** Where a package's `exports`, those that are published, and what is built of it do not agree, a sentence each. */
export async function exportsProblems(): Promise<readonly string[]> {
  const found = await Promise.all(publicPackages().map(problemsOf))
  return found.flat()
}

async function problemsOf({ folder, manifest }: PublicPackage): Promise<readonly string[]> {
  const path = relative(workspaceFolder, join(folder, 'package.json'))
  const { exports = {}, bin = {}, publishConfig } = manifest
  const problems: string[] = []
  const sources = new Set(Object.values(bin).map((target) => target.replace('dist/', 'src/').replace(/\.js$/, '.ts')))
  for (const [subpath, target] of Object.entries(exports)) {
    if (typeof target === 'string') continue
    const module = target[source]
    const stem = /^\.\/src\/(.+)\.ts$/.exec(module ?? '')?.[1]
    const expected = { [source]: module, types: `./dist/${stem}.d.ts`, default: `./dist/${stem}.js` }
    if (module === undefined || !isDeepStrictEqual(target, expected)) {
      problems.push(`${path}: exports["${subpath}"] must be "${source}", "types" and "default" of one module`)
    } else if (!existsSync(join(folder, module))) {
      problems.push(`${path}: exports["${subpath}"] names ${module}, which is not there`)
    } else sources.add(module)
  }
  if (JSON.stringify(publishConfig?.exports ?? withoutSource(exports)) !== JSON.stringify(withoutSource(exports))) {
    problems.push(`${path}: publishConfig.exports must be exports without "${source}"`)
  } else if (publishConfig?.exports === undefined && JSON.stringify(exports).includes(source)) {
    problems.push(`${path}: publishConfig.exports is missing, so "${source}" would be published`)
  }
  const entries = await entriesOf(folder)
  for (const entry of entries) if (!sources.has(entry)) problems.push(`${path}: ${entry} is built, but not exported`)
  for (const module of sources) if (!entries.has(module)) problems.push(`${path}: ${module} is exported, but not built`)
  return problems
}

function withoutSource(exports: Exports): Exports {
  const published = Object.entries(exports).map(([subpath, target]) => {
    if (typeof target === 'string') return [subpath, target] as const
    return [subpath, Object.fromEntries(Object.entries(target).filter(([condition]) => condition !== source))] as const
  })
  return Object.fromEntries(published)
}

/** What tsup makes of a package, as `./src/index.ts`. */
async function entriesOf(folder: string): Promise<ReadonlySet<string>> {
  const address = pathToFileURL(join(folder, 'tsup.config.ts')).href
  const { default: options } = (await import(address)) as { default: { readonly entry: readonly string[] } }
  return new Set(options.entry.map((entry) => `./${entry}`))
}
