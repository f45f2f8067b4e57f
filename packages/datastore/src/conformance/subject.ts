import { PortableDatastore } from '../datastore.ts'
import type { CollectionConfig, DatastoreProvider, DocumentCollection } from '../types.ts'
import type { AnyDocument, DatastoreContext, DatastoreSubject } from './context.ts'

/** What the cases of one run have made on a subject. */
interface Run {
  readonly provider: Promise<DatastoreProvider>
  readonly prefix: string
  readonly names: Set<string>
  readonly shared: Map<string, Promise<DocumentCollection<AnyDocument>>>
  readonly others: DatastoreProvider[]
}

const runs = new WeakMap<DatastoreSubject, Run>()

function runOf(subject: DatastoreSubject): Run {
  let run = runs.get(subject)
  if (run === undefined) {
    const prefix = `conformance_${Date.now().toString(36)}_${crypto.randomUUID().slice(0, 8)}`
    const provider = Promise.resolve(subject.create()).then(settled)
    run = { provider, prefix, names: new Set(), shared: new Map(), others: [] }
    runs.set(subject, run)
  }
  return run
}

/** The provider, once it is known what its server can do: which arm of a case is the right one depends on it. */
async function settled(provider: DatastoreProvider): Promise<DatastoreProvider> {
  if (Object.values(provider.capabilities).includes('probed')) await provider.ping()
  return provider
}

/** A context for one case: names of its own on the provider that all cases share. */
export async function prepareContext(subject: DatastoreSubject): Promise<DatastoreContext> {
  const run = runOf(subject)
  const provider = await run.provider
  const freshName = (name = `${run.prefix}_${run.names.size}`): string => {
    run.names.add(name)
    return name
  }
  const collection = async (config: Partial<CollectionConfig> = {}): Promise<DocumentCollection<AnyDocument>> => {
    const name = freshName()
    await provider.initialize({ [name]: { partitionKeyPath: '/pk', ...config } })
    return provider.collection<AnyDocument>(name)
  }
  return {
    capabilities: provider.capabilities,
    provider,
    raceRounds: subject.raceRounds ?? 100,
    many: subject.many ?? 10_000,
    freshName,
    collection,
    shared(name, documents) {
      let filled = run.shared.get(name)
      if (filled === undefined) {
        filled = (async () => {
          const made = await collection()
          await made.upsertMany(documents)
          return made
        })()
        run.shared.set(name, filled)
      }
      return filled
    },
    async another() {
      const other = await subject.create()
      run.others.push(other)
      return other
    },
    async pass(milliseconds) {
      if (subject.advanceClock !== undefined) await subject.advanceClock(milliseconds)
      else await new Promise((resolve) => setTimeout(resolve, milliseconds))
    },
  }
}

/**
 * Removes every collection that the cases made, and closes every provider.
 *
 * @throws AggregateError at the end, when some could not be removed or closed: the others are all the same
 */
export async function disposeSubject(subject: DatastoreSubject): Promise<void> {
  const run = runs.get(subject)
  if (run === undefined) return
  runs.delete(subject)
  const provider = await run.provider
  const failures: unknown[] = []
  const attempt = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => failures.push(error))
  for (const name of run.names) {
    await attempt(
      provider instanceof PortableDatastore ? provider.dropCollection(name) : provider.collection(name).deleteMany({}),
    )
  }
  for (const opened of [...run.others, provider]) await attempt(opened.close())
  if (failures.length > 0) throw new AggregateError(failures)
}
