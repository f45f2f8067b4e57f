import { etagOf, PortableDatastore, type CollectionConfig, type DatastoreProvider } from '@bytelyst/datastore'
import type { Subject, SubjectCollection } from './subject.ts'

const collectionName = 'things'

interface SubjectFacts {
  readonly name?: string
  readonly source?: string
  readonly smallestNumber?: number
}

/** A provider to be compared. */
export function subjectOf(
  provider: DatastoreProvider,
  { name = provider.name, source, smallestNumber = 1e-130 }: SubjectFacts = {},
): Subject {
  return {
    name,
    capabilities: provider.capabilities,
    smallestNumber,
    source,
    async fresh(config: CollectionConfig): Promise<SubjectCollection> {
      if (provider instanceof PortableDatastore) await provider.dropCollection(collectionName)
      else await provider.collection(collectionName).deleteMany({})
      await provider.initialize({ [collectionName]: config })
      return provider.collection(collectionName) as unknown as SubjectCollection
    },
    etagOf,
    close: () => provider.close(),
  }
}
