import { randomUUID } from 'node:crypto'
import type { Connection, Statement } from './connection.ts'

/** What is stored: any JSON with an id. */
export interface Document {
  readonly id: string
}

/** `same`: the table, the indexes and the expiry condition of our provider; `lean`: no more than is measured here. */
export type Layout = 'same' | 'lean'

const tables: Readonly<Record<Layout, (name: string) => string>> = {
  same: (name) => `
    CREATE TABLE ${name} (
      pk TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, version TEXT NOT NULL, ttl INTEGER, expires_at REAL
    );
    CREATE UNIQUE INDEX ${name}_key ON ${name} (pk, id);
    CREATE INDEX ${name}_id ON ${name} (id, pk);
    CREATE INDEX ${name}_expiry ON ${name} (expires_at) WHERE expires_at IS NOT NULL`,
  lean: (name) => `
    CREATE TABLE ${name} (
      pk TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (pk, id)
    )`,
}

/** Documents in a table, as one writes it by hand: prepared statements, JSON as text, a new version with every write. */
export class RawCollection {
  readonly #insert: Statement
  readonly #update: Statement
  readonly #select: Statement
  readonly #selectByField: Statement
  readonly #expires: boolean
  readonly #versionPrefix = randomUUID().slice(0, 16)
  #writes = 0

  constructor(connection: Connection, name: string, layout: Layout, indexedField = 'id') {
    connection.exec(tables[layout](name))
    const field = `document ->> '$.${indexedField}'`
    if (indexedField !== 'id') connection.exec(`CREATE INDEX ${name}_field ON ${name} (${field})`)
    this.#expires = layout === 'same'
    const isLive = this.#expires ? ' AND (expires_at IS NULL OR expires_at > ?)' : ''
    this.#insert = connection.prepare(`INSERT INTO ${name} (pk, id, document, version) VALUES (?, ?, ?, ?)`)
    this.#update = connection.prepare(`UPDATE ${name} SET document = ?, version = ? WHERE pk = ? AND id = ?${isLive}`)
    this.#select = connection.prepare(`SELECT document, version FROM ${name} WHERE pk = ? AND id = ?${isLive}`)
    this.#selectByField = connection.prepare(`SELECT document, version FROM ${name} WHERE ${field} = ?${isLive}`)
  }

  create(partitionKey: string, document: Document): void {
    this.#insert.run(partitionKey, document.id, JSON.stringify(document), this.#nextVersion())
  }

  replace(partitionKey: string, document: Document): void {
    this.#update.run(JSON.stringify(document), this.#nextVersion(), partitionKey, document.id, ...this.#now())
  }

  findById(partitionKey: string, id: string): unknown {
    const row = this.#select.get(partitionKey, id, ...this.#now())
    return row === undefined ? null : parse(row)
  }

  findByField(value: string): unknown[] {
    return this.#selectByField.all(value, ...this.#now()).map(parse)
  }

  #now(): number[] {
    return this.#expires ? [Date.now()] : []
  }

  #nextVersion(): string {
    return `${this.#versionPrefix}-${(this.#writes += 1).toString(36)}`
  }
}

function parse(row: unknown): unknown {
  return JSON.parse((row as { document: string }).document)
}
