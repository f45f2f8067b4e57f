import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Extent } from '../benchmark.ts'
import { buildState } from '../measure/build-state.ts'
import { median } from '../measure/median.ts'
import { formatDuration } from '../report/format.ts'
import type { Row } from '../report/row.ts'

const execute = promisify(execFile)
const goalMs = 15
const root = '@bytelyst/datastore'
const emptyModule = 'data:text/javascript,'
const packageFolder = new URL('../../../packages/datastore/', import.meta.url)

/** How long it takes to import the package's root in a process that has just begun, from what `pnpm build` built. */
export async function run({ quick }: Extent): Promise<readonly Row[]> {
  const built = builtState()
  const times: number[] = []
  const empty: number[] = []
  for (let round = 0; round < (quick ? 5 : 20); round += 1) {
    times.push(await timeOfImport(root, built.flags))
    empty.push(await timeOfImport(emptyModule, built.flags))
  }
  const middle = median(times)
  const spread = `${formatDuration(Math.min(...times))} to ${formatDuration(Math.max(...times))}`
  return [
    {
      benchmark: `import of the root, ${built.text}, ${await countModules(built.flags)} modules`,
      ours: `${formatDuration(middle)} (${spread})`,
      rival: `empty module ${formatDuration(median(empty))}`,
      ratio: '-',
      goal: `<= ${goalMs} ms`,
      verdict: middle <= goalMs ? 'met' : 'missed',
    },
  ]
}

/** What is there to be imported. */
function builtState(): { readonly text: string; readonly flags: readonly string[] } {
  const state = buildState(packageFolder, 'index.js')
  if (state === 'not built') return { text: 'from source (not built)', flags: ['--conditions=@bytelyst/source'] }
  return { text: state === 'built' ? 'from dist' : 'from dist (older than the source)', flags: [] }
}

async function timeOfImport(specifier: string, flags: readonly string[]): Promise<number> {
  const code = `const begin = performance.now(); await import('${specifier}'); console.log(performance.now() - begin)`
  return Number(await output(code, flags))
}

async function countModules(flags: readonly string[]): Promise<number> {
  const code = `
    import { registerHooks } from 'node:module'
    let count = 0
    registerHooks({ load: (url, context, next) => { count += url.startsWith('file:') ? 1 : 0; return next(url, context) } })
    await import('${root}')
    console.log(count)`
  return Number(await output(code, flags))
}

async function output(code: string, flags: readonly string[]): Promise<string> {
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const { stdout } = await execute(process.execPath, [...flags, '--input-type=module', '--eval', code], { cwd })
  return stdout
}
