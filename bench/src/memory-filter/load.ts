import type { DatastoreProvider, DocumentCollection } from '@bytelyst/datastore'
import type { Activity } from './activity.ts'

/** A collection of these documents. */
export async function load(
  provider: DatastoreProvider,
  activities: readonly Activity[],
): Promise<DocumentCollection<Activity>> {
  await provider.initialize({ activities: { partitionKeyPath: '/id' } })
  const collection = provider.collection<Activity>('activities')
  const { failed } = await collection.createMany(activities)
  if (failed > 0) throw new Error(`${failed} documents were not created`)
  return collection
}
