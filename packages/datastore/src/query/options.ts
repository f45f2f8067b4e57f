import { invalid } from '../document/invalid.ts'
import { checkPartitionKey } from '../document/identity.ts'
import { isPlainObject } from '../document/plain-object.ts'

const bounds = ['signal', 'timeoutMs']
const columnFunctions = ['sum', 'avg', 'min', 'max']

export type CallKind =
  | 'bounds'
  | 'create'
  | 'write'
  | 'update'
  | 'delete'
  | 'scope'
  | 'distinct'
  | 'explain'
  | 'findOne'
  | 'findMany'
  | 'findPage'
  | 'aggregate'
  | 'changes'

/** The options that each kind of call knows; another key is refused, because a misspelled `ifMatch` must not be ignored. */
const known: Readonly<Record<CallKind, ReadonlySet<string>>> = {
  bounds: new Set(bounds),
  create: new Set([...bounds, 'ttlSeconds']),
  write: new Set([...bounds, 'ttlSeconds', 'ifMatch']),
  update: new Set([...bounds, 'ttlSeconds', 'ifMatch', 'upsert']),
  delete: new Set([...bounds, 'ifMatch']),
  scope: new Set([...bounds, 'partitionKey']),
  distinct: new Set([...bounds, 'partitionKey', 'filter']),
  explain: new Set([...bounds, 'partitionKey', 'filter', 'sort']),
  findOne: new Set([...bounds, 'partitionKey', 'filter', 'sort', 'select']),
  findMany: new Set([...bounds, 'partitionKey', 'filter', 'sort', 'select', 'limit', 'offset']),
  findPage: new Set([...bounds, 'partitionKey', 'filter', 'sort', 'select', 'limit', 'cursor']),
  aggregate: new Set([...bounds, 'partitionKey', 'filter', 'groupBy', 'count', ...columnFunctions, 'sort', 'limit']),
  changes: new Set([...bounds, 'from']),
}

type Options = Readonly<Record<string, unknown>>

const none: Options = {}

/** @throws CloudError `invalid_argument` for options that are no object or have a key that this call does not know */
export function checkOptions(options: unknown, kind: CallKind): Options {
  if (options === undefined) return none
  if (!isPlainObject(options)) throw invalid('options', 'an object', options)
  for (const key of Object.keys(options)) {
    if (!known[kind].has(key)) throw invalid(key, `one of the options ${[...known[kind]].join(', ')}`)
  }
  return options
}

/** The partition to search; undefined for all. The key present with undefined or null is a forgotten tenant. */
export function partitionKeyOf(options: Options): string | undefined {
  if (!Object.hasOwn(options, 'partitionKey')) return undefined
  const key = options['partitionKey']
  if (key === undefined || key === null) {
    throw invalid('partitionKey', 'a string; leave the key out to search all partitions', key)
  }
  return checkPartitionKey(key, 'partitionKey')
}

/** The etag to write on condition of; undefined for none. The key present with undefined or null is a mistake. */
export function ifMatchOf(options: Options): string | undefined {
  if (!Object.hasOwn(options, 'ifMatch')) return undefined
  const etag = options['ifMatch']
  if (typeof etag !== 'string') {
    throw invalid('ifMatch', 'an etag; etagOf() knows the very objects that were returned, and no copies', etag)
  }
  return etag
}

/** @throws CloudError `invalid_argument` for what is no whole number of at least `minimum` */
export function wholeNumber(value: unknown, where: string, minimum: number): number | undefined {
  if (value === undefined) return undefined
  if (!Number.isSafeInteger(value) || (value as number) < minimum) {
    throw invalid(where, `a whole number of at least ${minimum}`)
  }
  return value as number
}
