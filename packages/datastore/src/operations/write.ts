import { CloudError } from '@bytelyst/core'
import { checkTtl } from '../collection-config.ts'
import type { Context } from '../connection.ts'
import { deliver } from '../deliver.ts'
import { copyDocument } from '../document/copy.ts'
import { keyOf } from '../document/identity.ts'
import { invalid } from '../document/invalid.ts'
import type { CollectionSettings, Expected, Key, Outcome, WriteRecord } from '../driver.ts'
import { ifMatchOf } from '../query/options.ts'
import type { DatastoreCapabilities } from '../types/capabilities.ts'
import type { JsonDocument } from '../types/document.ts'
import { conformToSchema } from './schema.ts'

type Options = Readonly<Record<string, unknown>>

/** A document to be written, checked as far as it can be before the collection's settings are known. */
export interface DocumentWrite {
  readonly document: JsonDocument
  /** What the document is called in messages. */
  readonly where: string
  /** Undefined: the collection's default. */
  readonly ttlSeconds: number | null | undefined
  /** The identity that the document must have. */
  readonly key?: Key
}

/** @throws CloudError `invalid_argument` */
export function parseDocument(
  document: unknown,
  options: Options,
  capabilities: DatastoreCapabilities,
  where = 'document',
): DocumentWrite {
  const ttl = options['ttlSeconds']
  return {
    document: copyDocument(document, where, capabilities.maxDocumentBytes),
    where,
    ttlSeconds: ttl === undefined ? undefined : checkTtl(ttl, 'ttlSeconds'),
  }
}

/** The version to write on condition of, as the driver expects it. */
export function parseIfMatch(options: Options): { readonly version: string } | undefined {
  const version = ifMatchOf(options)
  return version === undefined ? undefined : { version }
}

/**
 * The record to be stored: the document after its schema, its key, and when it expires.
 *
 * @throws CloudError `invalid_argument`
 */
export async function toRecord(context: Context, write: DocumentWrite): Promise<WriteRecord> {
  const { target, schema } = context
  const { where } = write
  const document = schema === undefined ? write.document : await conformToSchema(context, write.document, where)
  const key = keyOf(document, target.partitionKeyPath, where)
  if (write.key !== undefined) checkSameKey(key, write.key, where)
  return { key, document, ttlSeconds: resolveTtl(write.ttlSeconds, target.settings) }
}

/** @throws CloudError `invalid_argument` when the document is another than the one that is addressed */
export function checkSameKey(actual: Key, expected: Key, where: string): void {
  if (actual.id !== expected.id) throw invalid(`${where}.id`, 'the id of the call; an id never changes')
  if (actual.partitionKey !== expected.partitionKey) {
    throw invalid(where, 'the partition key of the call; a partition key never changes')
  }
}

/** @throws CloudError `invalid_argument` for an expiry where expiry is off */
export function resolveTtl(given: number | null | undefined, { defaultTtl }: CollectionSettings): number | null {
  if (given === undefined) return defaultTtl ?? null
  if (defaultTtl === undefined) {
    throw invalid('ttlSeconds', 'a collection with expiry on: initialize it with defaultTtl, null for no default')
  }
  return given
}

/** Writes one document and returns it as it is stored. */
export async function writeDocument<T>(
  context: Context,
  write: DocumentWrite,
  expected: Expected,
  meaning: (outcome: Refusal) => Refusal = (outcome) => outcome,
): Promise<T> {
  const record = await toRecord(context, write)
  context.wrote = true
  const outcome = await context.driver.write(context.target, record, expected, context.call)
  if (outcome.kind !== 'written') throw errorOf(meaning(outcome))
  return deliver<T>({ ...record, version: outcome.version })
}

/** @returns false when there was nothing to delete */
export async function deleteDocument(context: Context, key: Key, version: string | undefined): Promise<boolean> {
  context.wrote = true
  const outcome = await context.driver.delete(context.target, key, version, context.call)
  if (outcome.kind === 'stale') throw errorOf(outcome)
  return outcome.kind === 'deleted'
}

/** Why a write was not made. */
export type Refusal = Exclude<Outcome, { readonly kind: 'written' }>

/** The error for a write that was not made. It does not repeat the id, which may itself be a secret. */
export function errorOf(outcome: Refusal, index?: number): CloudError {
  switch (outcome.kind) {
    case 'exists':
      return new CloudError({ code: 'already_exists', message: 'the partition has a document with this id', index })
    case 'missing':
      return new CloudError({ code: 'not_found', message: 'the partition has no document with this id', index })
    case 'stale': {
      const message = 'the stored document is not the version of ifMatch; read it and decide again'
      return new CloudError({ code: 'precondition_failed', message, index })
    }
    case 'duplicate': {
      const message = `another document of the partition has the same values in the unique index ${outcome.index}`
      return new CloudError({ code: 'already_exists', message, index })
    }
  }
}

/** For an upsert on condition of a version: a document that is not there is not that version. */
export function missingIsStale(outcome: Refusal): Refusal {
  return outcome.kind === 'missing' ? { kind: 'stale' } : outcome
}
