import { parseArgs } from 'node:util'
import { benchmarks } from './benchmarks.ts'

const ids = benchmarks.map(({ id }) => id)
const providers = [...new Set(benchmarks.flatMap(({ provider }) => provider ?? []))]
/** Stands for every benchmark of a provider. */
const datastore = 'datastore'

export const usage = `pnpm bench [<name>..] [--provider <provider>] [--only <text>] [--quick] [--write]

  <name>                 only this benchmark: ${ids.join(', ')};
                         ${datastore}: those of the datastore's providers
  --provider <provider>  with ${datastore}: only those of one provider: ${providers.join(', ')}
  --only <text>          only benchmarks whose name contains the text
  --quick                fewer and shorter rounds: for a first look
  --write                writes docs/benchmarks.md`

/** What the command line asks for. */
export interface Options {
  readonly selected: readonly string[]
  readonly quick: boolean
  readonly write: boolean
}

/** @throws Error for what cannot be run */
export function parseOptions(given: readonly string[]): Options {
  const { values, positionals: names } = parseArgs({
    args: given.filter((argument) => argument !== '--'),
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      provider: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  const { only, provider, quick, write } = values
  if (only !== undefined && names.length > 0) throw new Error('names or --only, not both')
  if (provider !== undefined && !names.includes(datastore)) {
    throw new Error(`--provider goes with ${datastore}: pnpm bench ${datastore} --provider ${provider}`)
  }
  const selected = only === undefined ? named(names, provider) : containing(only)
  if (write && (only !== undefined || names.length > 0)) {
    throw new Error('--write writes the results of all benchmarks: leave names and --only out')
  }
  return { selected, quick, write }
}

function containing(text: string): readonly string[] {
  const selected = ids.filter((id) => id.includes(text))
  if (selected.length === 0) throw new Error(`no benchmark has "${text}" in its name; there are: ${ids.join(', ')}`)
  return selected
}

function named(names: readonly string[], provider: string | undefined): readonly string[] {
  if (names.length === 0) return ids
  const wanted = new Set(names.flatMap((name) => (name === datastore ? ofProvider(provider) : one(name))))
  return ids.filter((id) => wanted.has(id))
}

function one(name: string): string {
  if (ids.includes(name)) return name
  throw new Error(`there is no benchmark ${name}; there are: ${[...ids, datastore].join(', ')}`)
}

function ofProvider(wanted: string | undefined): readonly string[] {
  if (wanted !== undefined && !providers.includes(wanted)) {
    throw new Error(`there is no benchmark of a provider ${wanted}; there are those of: ${providers.join(', ')}`)
  }
  return benchmarks
    .filter(({ provider }) => provider !== undefined && (wanted === undefined || provider === wanted))
    .map(({ id }) => id)
}
