import type { CollectionConfig, DatastoreCapabilities } from '@bytelyst/datastore'
import type { Subject, SubjectCollection } from '../subject.ts'
import { NaiveCollection } from './collection.ts'
import type { Fields } from './order.ts'
import { Store } from './store.ts'

/** The naive evaluator, as something to be compared: it can do whatever the other side can. */
export function naiveSubject(capabilities: DatastoreCapabilities): Subject {
  const etags = new WeakMap<object, string>()
  return {
    name: 'naive',
    capabilities,
    smallestNumber: 1e-130,
    source: undefined,
    async fresh({ partitionKeyPath, indexes = [] }: CollectionConfig): Promise<SubjectCollection> {
      const remember = (document: Fields, etag: string): void => void etags.set(document, etag)
      const collection = new NaiveCollection(new Store(partitionKeyPath, indexes), capabilities, remember)
      return collection as unknown as SubjectCollection
    },
    etagOf: (document) => etags.get(document),
    close: async () => undefined,
  }
}
