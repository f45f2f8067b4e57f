import type { DatastoreProvider, DocumentCollection, Page } from '@bytelyst/datastore'
import type { AuditAction, AuditEntryDocument } from '../documents/audit-entry.ts'
import type { Clock, PageOptions } from './options.ts'

export interface AuditQuery extends PageOptions {
  subject?: string | undefined
  action?: AuditAction | undefined
  /** From this moment on, before that one: ISO 8601. */
  since?: string | undefined
  until?: string | undefined
}

export class AuditRepository {
  readonly #entries: DocumentCollection<AuditEntryDocument>
  readonly #clock: Clock
  readonly #newId: () => string

  constructor(provider: DatastoreProvider, clock: Clock, newId: () => string) {
    this.#entries = provider.collection<AuditEntryDocument>('audit_log')
    this.#clock = clock
    this.#newId = newId
  }

  /** Writes down what an actor did to each of these subjects. */
  async record(productId: string, actor: string, action: AuditAction, ...subjects: string[]): Promise<void> {
    const at = new Date(this.#clock())
    const entries = subjects.map((subject) => ({ id: this.#newId(), productId, subject, action, actor, at }))
    const { items } = await this.#entries.createMany(entries)
    for (const item of items) if (!item.ok) throw item.error
  }

  /** The newest first. Pages stay right while entries are added: what is new comes before the first page. */
  list(productId: string, query: AuditQuery): Promise<Page<AuditEntryDocument>> {
    const { subject, action, since, until, ...page } = query
    const filter = {
      ...(subject !== undefined && { subject }),
      ...(action !== undefined && { action }),
      ...((since !== undefined || until !== undefined) && {
        at: { ...(since !== undefined && { $gte: since }), ...(until !== undefined && { $lt: until }) },
      }),
    }
    return this.#entries.findPage({ filter, partitionKey: productId, sort: { at: -1 }, ...page })
  }
}
