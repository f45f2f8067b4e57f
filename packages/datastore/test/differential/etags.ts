import type { Session } from './session.ts'
import type { Fields } from './naive/order.ts'
import { Etag } from './step.ts'
import { Contents } from './contents.ts'

/** What a precondition says of a document that is not there: it belongs to no document. */
export const noEtag = 'no-such-etag'

/** The arguments with every {@link Etag} in them found out. For a stale or dead one the document is written again. */
export async function resolveEtags(session: Session, parameters: readonly unknown[]): Promise<unknown[]> {
  return (await resolve(session, parameters)) as unknown[]
}

async function resolve(session: Session, value: unknown): Promise<unknown> {
  if (value instanceof Etag) return find(session, value)
  if (typeof value !== 'object' || value === null || value instanceof Date || !holdsEtag(value)) return value
  if (Array.isArray(value)) {
    const resolved: unknown[] = []
    for (const element of value) resolved.push(await resolve(session, element))
    return resolved
  }
  const resolved: Fields = {}
  for (const [field, child] of Object.entries(value)) resolved[field] = await resolve(session, child)
  return resolved
}

function holdsEtag(value: unknown): boolean {
  if (value instanceof Etag) return true
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(holdsEtag)
}

async function find(session: Session, { state, id, partitionKey }: Etag): Promise<string> {
  const { collection, subject } = session
  const found = (await collection.findById(id, partitionKey)) as Fields | null
  if (found === null) return noEtag
  const etag = subject.etagOf(found) ?? 'the document that was read has no etag'
  if (state === 'current') return etag
  if (state === 'stale') await collection.upsert(found)
  else {
    await collection.delete(id, partitionKey)
    await collection.create(found)
  }
  session.contents = await Contents.of(session)
  return etag
}
