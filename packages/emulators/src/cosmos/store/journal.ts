import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import type { JsonObject } from '../json.ts'
import type { Change, ContainerNumbers } from './container.ts'
import type { DatabaseRecord } from './database.ts'
import type { Throughput } from './offer.ts'
import type { RangeRecord } from './partition-range.ts'
import type { StoredDocument } from './stored-document.ts'

/** How a container is written down. */
export interface ContainerRecord {
  readonly numbers: ContainerNumbers
  readonly resource: JsonObject
  readonly etag: string
  readonly timestamp: number
  readonly ranges: readonly RangeRecord[]
}

/** How a change of a document is written down. */
export type ChangeRecord =
  | { readonly key: string; readonly sequence: number; readonly lsn: number; readonly document: JsonObject }
  | { readonly key: string; readonly removed: string }

/** One line of a journal. */
export type JournalEntry =
  | ({ readonly kind: 'database' } & DatabaseRecord)
  | { readonly kind: 'database-deleted'; readonly id: string }
  | ({ readonly kind: 'container'; readonly database: string } & ContainerRecord)
  | { readonly kind: 'container-deleted'; readonly database: string; readonly id: string }
  | {
      readonly kind: 'offer'
      readonly self: string
      readonly resourceId: string
      readonly content: Throughput
      readonly isOwn: boolean
    }
  | {
      readonly kind: 'documents'
      readonly database: string
      readonly container: string
      readonly changes: readonly ChangeRecord[]
    }

/**
 * A file with a line of JSON for every change. A line is given to the operating system before the change is answered,
 * so that what was acknowledged survives the end of this process, by whatever signal.
 */
export class Journal {
  readonly #path: string
  #file: number

  constructor(path: string) {
    this.#path = path
    this.#file = openSync(path, 'a')
  }

  /**
   * The lines of a journal; none when there is no file. A last line without its end was never acknowledged: it is cut
   * off.
   *
   * @throws Error for a file that is no journal
   */
  static read(path: string): readonly JournalEntry[] {
    if (!existsSync(path)) return []
    const bytes = readFileSync(path)
    const end = bytes.lastIndexOf(0x0a) + 1
    if (end < bytes.length) cutOff(path, end)
    const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1)
    return lines.map((line, i) => parseLine(line, path, i + 1))
  }

  append(entry: JournalEntry): void {
    this.#write(JSON.stringify(entry))
  }

  appendChanges(database: string, container: string, changes: readonly Change[]): void {
    const head = JSON.stringify({ kind: 'documents', database, container }).slice(0, -1)
    this.#write(`${head},"changes":[${changes.map(changeText).join(',')}]}`)
  }

  /** Forgets everything. */
  clear(): void {
    ftruncateSync(this.#file)
  }

  /** Makes a journal of these lines alone; the file is the old one or the new one at any moment. */
  replaceBy(write: (fresh: Journal) => void): void {
    const path = `${this.#path}.new`
    closeSync(openSync(path, 'w'))
    const fresh = new Journal(path)
    write(fresh)
    fsyncSync(fresh.#file)
    fresh.close()
    closeSync(this.#file)
    renameSync(path, this.#path)
    this.#file = openSync(this.#path, 'a')
  }

  close(): void {
    closeSync(this.#file)
  }

  #write(line: string): void {
    const bytes = Buffer.from(`${line}\n`)
    for (let written = 0; written < bytes.length;) written += writeSync(this.#file, bytes, written)
  }
}

function changeText(change: Change): string {
  if ('removed' in change) {
    const { partition, id } = change.removed
    return JSON.stringify({ key: partition.text, removed: id })
  }
  return documentText(change.put)
}

function documentText({ partition, sequence, lsn, text }: StoredDocument): string {
  return `${JSON.stringify({ key: partition.text, sequence, lsn }).slice(0, -1)},"document":${text}}`
}

function parseLine(line: string, path: string, number: number): JournalEntry {
  try {
    return JSON.parse(line) as JournalEntry
  } catch (cause) {
    throw new Error(`${path} is no journal of this emulator: line ${number} is no JSON`, { cause })
  }
}

function cutOff(path: string, length: number): void {
  const file = openSync(path, 'r+')
  ftruncateSync(file, length)
  closeSync(file)
}
