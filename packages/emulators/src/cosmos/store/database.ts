import type { JsonObject } from '../json.ts'
import type { Container } from './container.ts'
import { databaseResourceId } from './resource-id.ts'

/** How a database is written down. */
export interface DatabaseRecord {
  readonly id: string
  readonly number: number
  readonly etag: string
  readonly timestamp: number
}

/** A database with its containers. */
export class Database {
  readonly record: DatabaseRecord
  readonly resourceId: string
  readonly self: string
  readonly containers: Map<string, Container> = new Map()

  constructor(record: DatabaseRecord) {
    this.record = record
    this.resourceId = databaseResourceId(record.number)
    this.self = `dbs/${this.resourceId}/`
  }

  get number(): number {
    return this.record.number
  }

  /** As it is answered. */
  get resource(): JsonObject {
    const { id, etag, timestamp } = this.record
    return {
      id,
      _rid: this.resourceId,
      _self: this.self,
      _etag: etag,
      _colls: 'colls/',
      _users: 'users/',
      _ts: timestamp,
    }
  }
}
