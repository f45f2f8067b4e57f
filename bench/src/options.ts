import { parseArgs } from 'node:util'
import { benchmarks } from './benchmarks.ts'

export const usage = `pnpm bench [--only <text>] [--quick] [--write]

  --only <text>  only benchmarks whose name contains the text: ${benchmarks.map(({ id }) => id).join(', ')}
  --quick        fewer and shorter rounds: for a first look
  --write        writes docs/benchmarks.md`

/** What the command line asks for. */
export interface Options {
  readonly selected: readonly string[]
  readonly quick: boolean
  readonly write: boolean
}

/** @throws Error for what cannot be run */
export function parseOptions(given: readonly string[]): Options {
  const { values } = parseArgs({
    args: given.filter((argument) => argument !== '--'),
    options: {
      only: { type: 'string', default: '' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  const { only, quick, write } = values
  const selected = benchmarks.map(({ id }) => id).filter((id) => id.includes(only))
  if (selected.length === 0) throw new Error(`no benchmark has "${only}" in its name`)
  if (write && only !== '') throw new Error('--write writes the results of all benchmarks: leave --only out')
  return { selected, quick, write }
}
