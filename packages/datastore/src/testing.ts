import { isCloudError } from '@bytelyst/core'
import { canonicalJson } from './document/canonical-json.ts'
import type { Input } from './types/document.ts'
import { getDatastore, replaceDatastore } from './factory.ts'
import { MemoryDatastoreProvider } from './providers/memory/provider.ts'
import type { CollectionConfig, DatastoreProvider } from './types.ts'

/**
 * Puts a provider in the place of `getDatastore()`'s: a new, empty memory provider, or one of your own. Undefined
 * goes back to what the environment selects.
 *
 * @returns the provider that `getDatastore()` now gives, with the memory provider's extras where it is one
 *
 * @example
 * ```ts
 * import { getDatastore } from '@bytelyst/datastore'
 * import { seedCollection, setTestProvider } from '@bytelyst/datastore/testing'
 *
 * setTestProvider('memory')
 * await seedCollection('flags', [{ id: 'dark-mode', enabled: true }])
 * await getDatastore().collection('flags').count({ enabled: true }) // 1
 * ```
 */
export function setTestProvider(provider: 'memory'): MemoryDatastoreProvider
export function setTestProvider<P extends DatastoreProvider | undefined>(provider: P): P
export function setTestProvider(provider: 'memory' | DatastoreProvider | undefined): DatastoreProvider | undefined {
  const chosen = provider === 'memory' ? new MemoryDatastoreProvider() : provider
  replaceDatastore(chosen)
  return chosen
}

/**
 * Stores documents in a collection of `getDatastore()`, in the place of those with the same ids.
 *
 * @param config - given, the collection is initialised with it first
 * @throws CloudError the first document's that could not be stored
 *
 * @example
 * ```ts
 * import { getDatastore } from '@bytelyst/datastore'
 * import { seedCollection, setTestProvider } from '@bytelyst/datastore/testing'
 *
 * setTestProvider('memory')
 * const flags = [{ id: 'dark-mode', productId: 'web' }]
 * await seedCollection('flags', flags, { partitionKeyPath: '/productId' })
 * await getDatastore().collection('flags').findById('dark-mode', 'web') // { id: 'dark-mode', productId: 'web' }
 * ```
 */
export async function seedCollection<T extends { id: string }>(
  name: string,
  documents: readonly Input<T>[],
  config?: CollectionConfig,
): Promise<void> {
  const provider = getDatastore()
  if (config !== undefined) await provider.initialize({ [name]: config })
  const { items } = await provider.collection<{ id: string }>(name).upsertMany(documents)
  for (const item of items) if (!item.ok) throw item.error
}

/**
 * Asks two providers the same and throws when the answers differ: a value against a value, an error against an error
 * of the same code. The order of an object's fields does not count, that of lists does: sort what you ask for.
 *
 * @throws Error that shows both answers; whatever `ask` throws that is no CloudError
 *
 * @example
 * ```ts
 * import { MemoryDatastoreProvider, SqliteDatastoreProvider } from '@bytelyst/datastore'
 * import { expectSameAnswers } from '@bytelyst/datastore/testing'
 *
 * await expectSameAnswers(
 *   new MemoryDatastoreProvider(),
 *   new SqliteDatastoreProvider({ path: ':memory:' }),
 *   async (provider) => {
 *     await provider.collection('flags').create({ id: 'a', seats: 3 })
 *     return provider.collection('flags').findMany({ filter: { seats: { $gte: 2 } }, sort: { id: 1 } })
 *   },
 * )
 * ```
 */
export async function expectSameAnswers(
  one: DatastoreProvider,
  other: DatastoreProvider,
  ask: (provider: DatastoreProvider) => Promise<unknown>,
): Promise<void> {
  const [first, second] = [await answerOf(one, ask), await answerOf(other, ask)]
  if (first === second) return
  throw new Error(`the answers differ\n  ${one.name}: ${first}\n  ${other.name}: ${second}`)
}

async function answerOf(
  provider: DatastoreProvider,
  ask: (provider: DatastoreProvider) => Promise<unknown>,
): Promise<string> {
  try {
    return canonicalJson(await ask(provider))
  } catch (error) {
    if (!isCloudError(error)) throw error
    return `rejects with ${error.code}`
  }
}
