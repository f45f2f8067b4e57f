import { checkTtl } from '../collection-config.ts'
import type { Context } from '../connection.ts'
import { checkSize } from '../document/copy.ts'
import { documentOf, keyOf } from '../document/identity.ts'
import { invalid } from '../document/invalid.ts'
import type { DriverUpdate, Key, StoredDocument, WriteRecord } from '../driver.ts'
import { applyPatch } from '../patch/apply.ts'
import { checkPatchIdentity, parsePatch, type ParsedPatch } from '../patch/parse.ts'
import { contend } from './contend.ts'
import { conformToSchema } from './schema.ts'
import { checkSameKey, errorOf, parseIfMatch, resolveTtl } from './write.ts'

/** An update, checked as far as it can be before the collection's settings are known. */
export interface UpdateRequest {
  readonly key: Key
  readonly patch: ParsedPatch
  readonly version: string | undefined
  readonly upsert: boolean
  readonly ttlSeconds: number | null | undefined
}

/** @throws CloudError `invalid_argument` */
export function parseUpdate(
  key: Key,
  patch: unknown,
  options: Readonly<Record<string, unknown>>,
  where = 'patch',
): UpdateRequest {
  const upsert = options['upsert'] ?? false
  if (typeof upsert !== 'boolean') throw invalid('upsert', 'true or false', upsert)
  const version = parseIfMatch(options)?.version
  if (upsert && version !== undefined) throw invalid('upsert', 'no ifMatch beside it: what is not there has no version')
  const ttl = options['ttlSeconds']
  const ttlSeconds = ttl === undefined ? undefined : checkTtl(ttl, 'ttlSeconds')
  return { key, patch: parsePatch(patch, upsert, where), version, upsert, ttlSeconds }
}

/**
 * The update as the driver gets it, with the one function that says what it makes of a document.
 *
 * @throws CloudError `invalid_argument` when the patch touches the document's identity
 */
export function toDriverUpdate({ target, driver }: Context, request: UpdateRequest, where = 'patch'): DriverUpdate {
  const { key, patch, ttlSeconds } = request
  const { settings, partitionKeyPath } = target
  checkPatchIdentity(patch, partitionKeyPath)
  const givenTtl = ttlSeconds === undefined ? undefined : resolveTtl(ttlSeconds, settings)
  const seed = documentOf(key, partitionKeyPath)
  if (request.upsert)
    checkSameKey(keyOf(seed, partitionKeyPath, 'the document to create'), key, 'the document to create')
  return {
    ...request,
    apply(current) {
      const document = applyPatch(current?.document ?? seed, patch, current === null)
      checkSize(document, `${where}: the patched document`, driver.capabilities.maxDocumentBytes)
      const ownTtl = current === null ? (settings.defaultTtl ?? null) : current.ttlSeconds
      return { key, document, ttlSeconds: givenTtl === undefined ? ownTtl : givenTtl }
    },
  }
}

/** Applies an update: natively where the driver can, else by reading and writing on condition of the version read. */
export async function updateDocument(context: Context, request: UpdateRequest): Promise<StoredDocument> {
  const { driver, target, call, schema } = context
  const update = toDriverUpdate(context, request)
  if (driver.update !== undefined && schema === undefined) {
    context.wrote = true
    const outcome = await driver.update(target, update, call)
    if (outcome.kind === 'written') return outcome.stored
    if (outcome.kind !== 'declined') throw errorOf(outcome)
  }
  return contend(call, async () => {
    const current = await driver.read(target, update.key, call)
    if (current === null && !update.upsert) throw errorOf({ kind: 'missing' })
    const replaced = await replaceIfUnchanged(context, update, current)
    if (replaced === undefined) context.wrote = false // Refused for certain, and nothing else of this call is under way.
    return replaced
  })
}

/**
 * Writes what an update makes of a document, unless that has changed since it was read.
 *
 * @returns undefined when it has changed
 */
export async function replaceIfUnchanged(
  context: Context,
  update: DriverUpdate,
  current: StoredDocument | null,
): Promise<StoredDocument | undefined> {
  if (update.version !== undefined && current?.version !== update.version) throw errorOf({ kind: 'stale' })
  const record = await conform(context, update.apply(current))
  const expected = current === null ? 'absent' : { version: current.version }
  context.wrote = true
  const outcome = await context.driver.write(context.target, record, expected, context.call)
  if (outcome.kind === 'written') return { ...record, version: outcome.version }
  if (outcome.kind === 'duplicate') throw errorOf(outcome)
  return undefined
}

/** The record after its collection's schema, still the same document. */
export async function conform(context: Context, record: WriteRecord): Promise<WriteRecord> {
  if (context.schema === undefined) return record
  const document = await conformToSchema(context, record.document, 'the patched document')
  checkSameKey(
    keyOf(document, context.target.partitionKeyPath, 'the patched document'),
    record.key,
    'the patched document',
  )
  return { ...record, document }
}
