import { checkId, checkPartitionKey } from '../document/identity.ts'
import { invalid } from '../document/invalid.ts'
import { parseOperations } from '../operations/transact.ts'
import { parseUpdate } from '../operations/update.ts'
import { parseDocument, parseIfMatch } from '../operations/write.ts'
import { parsePatch } from '../patch/parse.ts'
import { parseScope } from '../query/parse-query.ts'
import type { Intent } from './entries-under-way.ts'
import type { Pair } from './pair.ts'
import type { AffectedKey, Life } from './repair-log.ts'

type Options = Readonly<Record<string, unknown>>

/** What a call will change. Each refuses what the primary would refuse before any I/O. */
export type Plan = Omit<Intent, 'collection'>

/** Of whole documents whose identity stands in them. */
export async function planDocuments(
  { facts, capabilities }: Pair,
  collection: string,
  documents: unknown,
  options: Options,
): Promise<Plan> {
  if (!Array.isArray(documents)) throw invalid('documents', 'a list of documents', documents)
  const writes = Array.from(documents, (document: unknown, i) =>
    parseDocument(document, options, capabilities, `documents[${i}]`),
  )
  const keys: AffectedKey[] = []
  for (const { document, where, ttlSeconds } of writes) {
    keys.push({ ...(await facts.keyOf(collection, document, where)), life: lifeOf(ttlSeconds, 'default') })
  }
  return { keys }
}

/** Of one such document. */
export async function planDocument(
  { facts, capabilities }: Pair,
  collection: string,
  given: unknown,
  options: Options,
): Promise<Plan> {
  parseIfMatch(options)
  const { document, where, ttlSeconds } = parseDocument(given, options, capabilities)
  return { keys: [{ ...(await facts.keyOf(collection, document, where)), life: lifeOf(ttlSeconds, 'default') }] }
}

export function planReplace(pair: Pair, id: unknown, partitionKey: unknown, document: unknown, options: Options): Plan {
  parseIfMatch(options)
  const { ttlSeconds } = parseDocument(document, options, pair.capabilities)
  return { keys: [affected(id, partitionKey, lifeOf(ttlSeconds, 'default'))] }
}

export function planUpdate(id: unknown, partitionKey: unknown, patch: unknown, options: Options): Plan {
  const key = affected(id, partitionKey, 'kept')
  const { ttlSeconds } = parseUpdate(key, patch, options)
  return { keys: [{ ...key, life: lifeOf(ttlSeconds, 'kept') }] }
}

export async function planDelete(
  pair: Pair,
  collection: string,
  id: unknown,
  partitionKey: unknown,
  options: Options,
): Promise<Plan> {
  const keys = [affected(id, partitionKey, 'kept')]
  const isConditional = parseIfMatch(options) !== undefined
  return { keys, buries: isConditional ? await present(pair, collection, keys) : keys }
}

/** Of whatever a filter matches: which documents these are is known too late to be said before. */
export function planMatching({ capabilities }: Pair, filter: unknown, options: Options, patch?: unknown): Plan {
  const { partitionKey } = parseScope(filter, options, capabilities)
  if (patch !== undefined) parsePatch(patch, false)
  const scope = { filter: JSON.stringify(filter), ...(partitionKey !== undefined && { partitionKey }) }
  return { keys: [], scope }
}

/** Of a transaction: one key an operation, in their order. */
export async function planTransaction(
  pair: Pair,
  collection: string,
  partitionKey: unknown,
  operations: unknown,
): Promise<Plan> {
  const partition = checkPartitionKey(partitionKey, 'partitionKey')
  const parsed = parseOperations(operations, partition, pair.capabilities)
  const keys = parsed.map((operation, i) => {
    if (operation.op === 'delete') return affected(operation.id, partition, 'kept')
    if (operation.op === 'update') return affected(operation.update.key.id, partition, 'kept')
    return affected(operation.write.document['id'], partition, 'default', `operations[${i}].document.id`)
  })
  const deleted = keys.filter((_, i) => parsed[i]?.op === 'delete')
  return { keys, buries: await present(pair, collection, deleted) }
}

/**
 * Those that the primary has. A delete that it can only refuse must bury nothing: what only the old store has would be
 * lost to `readFallback`. What comes to be between this look and the write is buried after it, so that only for that moment,
 * and only if the process dies or the answer is lost then, the tombstone is missing.
 */
async function present({ settings }: Pair, collection: string, keys: readonly AffectedKey[]): Promise<AffectedKey[]> {
  if (!settings.readFallback) return []
  const items = settings.primary.collection(collection)
  const found = await Promise.all(keys.map(({ id, partitionKey }) => items.findById(id, partitionKey, settings.bounds)))
  return keys.filter((_, i) => found[i] !== null)
}

function affected(id: unknown, partitionKey: unknown, life: Life, where = 'id'): AffectedKey {
  return { id: checkId(id, where), partitionKey: checkPartitionKey(partitionKey, 'partitionKey'), life }
}

function lifeOf(ttlSeconds: number | null | undefined, otherwise: 'default' | 'kept'): Life {
  return ttlSeconds === undefined ? otherwise : ttlSeconds
}
