import type { Account } from './account.ts'
import type { Container } from './container.ts'
import { Database } from './database.ts'
import type { JsonObject } from '../json.ts'
import { Journal, type ChangeRecord, type JournalEntry } from './journal.ts'
import { parsePartitionKey } from './partition-key.ts'

/** Lines that say nothing any more, below which it is not worth to write the journal anew. */
const fewLines = 1000

/**
 * Fills an empty account with what a journal says, and writes down in it from then on what changes.
 *
 * @throws Error for a file that is no journal
 */
export function openJournal(account: Account, path: string): Journal {
  const entries = Journal.read(path)
  for (const [i, entry] of entries.entries()) {
    try {
      replay(account, entry)
    } catch (cause) {
      throw new Error(`${path} is no journal of this emulator: line ${i + 1} does not go with what is before it`, {
        cause,
      })
    }
  }
  const journal = new Journal(path)
  if (entries.length > fewLines + 2 * countOf(account)) journal.replaceBy((fresh) => writeAll(account, fresh))
  account.journal = journal
  return journal
}

function replay(account: Account, entry: JournalEntry): void {
  switch (entry.kind) {
    case 'database': {
      const { id, number, etag, timestamp } = entry
      account.databases.set(id, new Database({ id, number, etag, timestamp }))
      account.skipTo({ number })
      return
    }
    case 'database-deleted':
      account.deleteDatabase(entry.id)
      return
    case 'container':
      account.restoreContainer(entry.database, entry)
      account.skipTo({ number: entry.numbers.container })
      return
    case 'container-deleted':
      account.deleteContainer(entry.database, entry.id)
      return
    case 'offer':
      account.offer(entry.self, entry.resourceId, entry.content, entry.isOwn)
      return
    case 'documents': {
      const container = account.database(entry.database).containers.get(entry.container)
      if (container === undefined) throw new Error(`there is no container ${entry.container}`)
      for (const change of entry.changes) replayChange(account, container, change)
    }
  }
}

function replayChange(account: Account, container: Container, change: ChangeRecord): void {
  const key = parsePartitionKey(change.key, container.definition.partitionKey)
  if ('removed' in change) {
    container.restoreRemoval(key, change.removed)
    return
  }
  const { sequence, lsn, document } = change
  container.restore(key, {
    id: textOf(document, 'id'),
    sequence,
    lsn,
    etag: textOf(document, '_etag'),
    timestamp: Number(document['_ts']),
    body: document,
    text: JSON.stringify(document),
  })
  account.skipTo({ lsn })
}

function textOf(document: JsonObject, name: string): string {
  const value = document[name]
  if (typeof value === 'string') return value
  throw new Error(`a document has no ${name}`)
}

function countOf(account: Account): number {
  let count = 0
  for (const { containers } of account.databases.values()) {
    for (const { ranges } of containers.values()) for (const { documents } of ranges) count += documents.size
  }
  return count
}

function writeAll(account: Account, journal: Journal): void {
  account.journal = journal
  for (const [database, { record, containers }] of account.databases) {
    journal.append({ kind: 'database', ...record })
    for (const [name, container] of containers) {
      account.writeContainer(database, container)
      for (const document of container.documents()) {
        journal.appendChanges(database, name, [{ put: document, previous: undefined }])
      }
    }
  }
  for (const { self, resourceId, content, isOwn } of account.offers.values()) {
    journal.append({ kind: 'offer', self, resourceId, content, isOwn })
  }
}
