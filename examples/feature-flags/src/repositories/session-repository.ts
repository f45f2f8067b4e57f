import type { DatastoreProvider, DocumentCollection } from '@bytelyst/datastore'
import type { SessionDocument } from '../documents/session.ts'
import type { Clock } from './options.ts'

export class SessionRepository {
  readonly #sessions: DocumentCollection<SessionDocument>
  readonly #clock: Clock
  readonly #newId: () => string

  constructor(provider: DatastoreProvider, clock: Clock, newId: () => string) {
    this.#sessions = provider.collection<SessionDocument>('sessions')
    this.#clock = clock
    this.#newId = newId
  }

  /** @param ttlSeconds - how long it lives unless it is seen again; absent: as the collection says */
  start(email: string, ttlSeconds?: number): Promise<SessionDocument> {
    const now = new Date(this.#clock())
    return this.#sessions.create({ id: this.#newId(), email, startedAt: now, seenAt: now }, { ttlSeconds })
  }

  find(id: string): Promise<SessionDocument | null> {
    return this.#sessions.findById(id, id)
  }

  listOf(email: string): Promise<SessionDocument[]> {
    return this.#sessions.findMany({ filter: { email }, sort: { startedAt: 1, id: 1 }, limit: 100 })
  }

  /** Seen again: from now on it lives as long as it was given at its start. */
  refresh(id: string): Promise<SessionDocument> {
    return this.#sessions.update(id, id, { $set: { seenAt: new Date(this.#clock()) } })
  }

  end(id: string): Promise<boolean> {
    return this.#sessions.delete(id, id)
  }
}
