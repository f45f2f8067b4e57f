import type {
  Classification,
  CollectionSettings,
  DatastoreDriver,
  DeleteOutcome,
  Outcome,
  StoredDocument,
} from '../../../../packages/datastore/src/driver.ts'
import { unsupported } from '../../../../packages/datastore/src/support.ts'
import type { Explanation } from '../../../../packages/datastore/src/types.ts'
import type { DatastoreCapabilities } from '../../../../packages/datastore/src/types/capabilities.ts'
import { shelfCapabilities } from './capabilities.ts'

/** Documents in shelf. What each method must hold is said by {@link DatastoreDriver}. */
export class ShelfDriver implements DatastoreDriver<string> {
  readonly capabilities: DatastoreCapabilities = shelfCapabilities
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  initialize(): Promise<void> {
    return refuse('initialize')
  }

  readSettings(): Promise<CollectionSettings | null> {
    return refuse('readSettings')
  }

  drop(): Promise<void> {
    return refuse('drop')
  }

  ping(): Promise<void> {
    return refuse('ping')
  }

  async close(): Promise<void> {
    // There is nothing to be released.
  }

  async native(): Promise<string> {
    return this.#url
  }

  async nativeCollection(): Promise<string> {
    return this.#url
  }

  classify(): Classification | undefined {
    return undefined
  }

  read(): Promise<StoredDocument | null> {
    return refuse('read')
  }

  write(): Promise<Outcome> {
    return refuse('write')
  }

  delete(): Promise<DeleteOutcome> {
    return refuse('delete')
  }

  find(): Promise<readonly StoredDocument[]> {
    return refuse('find')
  }

  count(): Promise<number> {
    return refuse('count')
  }

  explain(): Promise<Explanation> {
    return refuse('explain')
  }
}

async function refuse(method: string): Promise<never> {
  throw unsupported(`the method ${method} of the shelf driver`)
}
