import { isCloudError, type CloudError } from '@bytelyst/core'
import type { Context } from '../connection.ts'
import { deliver } from '../deliver.ts'
import { keyOf } from '../document/identity.ts'
import { invalid } from '../document/invalid.ts'
import { chunkSize, type Key, type Outcome, type Scope, type StoredDocument, type WriteRecord } from '../driver.ts'
import { compileFilter } from '../filter/compile.ts'
import { checkPatchIdentity, type ParsedPatch } from '../patch/parse.ts'
import type { BatchItem, BatchResult } from '../types/write.ts'
import { forEachConcurrently, singleWrites, yieldToEventLoop } from './concurrency.ts'
import { contend } from './contend.ts'
import { standingStill } from './read.ts'
import { replaceIfUnchanged, toDriverUpdate } from './update.ts'
import { errorOf, toRecord, type DocumentWrite } from './write.ts'

/** How the documents of a batch are written. */
export interface BatchMode {
  readonly expected: 'absent' | 'any'
  readonly explain: (error: CloudError) => CloudError
}

/** Writes each document on its own, and says of each what became of it. */
export async function writeEach<T>(
  context: Context,
  writes: readonly DocumentWrite[],
  { expected, explain }: BatchMode,
): Promise<BatchResult<T>> {
  const records: WriteRecord[] = []
  for (const write of writes) records.push(await toRecord(context, write))
  const unique = firstOfEachKey(records, expected)
  const outcomes = new Map<WriteRecord, Outcome>()
  for (let start = 0; start < unique.length; start += chunkSize) {
    if (start > 0) await yieldToEventLoop()
    await writeChunk(context, unique.slice(start, start + chunkSize), expected, outcomes)
  }
  const items = records.map((record): BatchItem<T> => {
    const outcome = outcomes.get(record) ?? { kind: 'exists' }
    if (outcome.kind !== 'written') return { ok: false, error: explain(errorOf(outcome)) }
    return { ok: true, document: deliver<T>({ ...record, version: outcome.version }) }
  })
  const succeeded = items.filter((item) => item.ok).length
  return { items, succeeded, failed: items.length - succeeded }
}

/** Of two equal keys the first is written; an upsert of both would leave the result to chance and is refused. */
function firstOfEachKey(records: readonly WriteRecord[], expected: 'absent' | 'any'): WriteRecord[] {
  const seen = new Set<string>()
  return records.filter(({ key }, i) => {
    const text = `${key.partitionKey}\0${key.id}`
    const isFirst = !seen.has(text)
    if (!isFirst && expected === 'any') throw invalid(`documents[${i}]`, 'each id at most once in its partition')
    seen.add(text)
    return isFirst
  })
}

async function writeChunk(
  context: Context,
  records: readonly WriteRecord[],
  expected: 'absent' | 'any',
  outcomes: Map<WriteRecord, Outcome>,
): Promise<void> {
  const { driver, target, call } = context
  call.check()
  context.wrote = true
  if (driver.writeMany === undefined) {
    await forEachConcurrently(records, singleWrites, async (record) => {
      outcomes.set(record, await driver.write(target, record, expected, call))
      context.appliedPart = true
    })
    return
  }
  const results = await driver.writeMany(target, records, expected, call)
  for (const [i, record] of records.entries()) outcomes.set(record, results[i] as Outcome)
  context.appliedPart = true
}

/** Patches what matches, each document atomically. */
export async function updateMatching(
  context: Context,
  scope: Scope,
  patch: ParsedPatch,
): Promise<{ updated: number; failed: number }> {
  const { driver, target, call, schema } = context
  checkPatchIdentity(patch, target.partitionKeyPath)
  const updateOf = (key: Key): ReturnType<typeof toDriverUpdate> =>
    toDriverUpdate(context, { key, patch, version: undefined, upsert: false, ttlSeconds: undefined })
  if (driver.updateMany !== undefined && schema === undefined) {
    inSteps(context)
    const apply = (current: StoredDocument, key: Key): WriteRecord | null =>
      ifItFits(() => updateOf(key).apply(current))
    return driver.updateMany(target, scope, { patch, apply }, call)
  }
  let updated = 0
  let failed = 0
  await forEachMatching(context, scope, async (stored, key) => {
    try {
      const written = await replaceIfUnchanged(context, updateOf(key), stored)
      if (written === undefined) return false
      updated += 1
      context.appliedPart = true
      return true
    } catch (error) {
      if (!isUnfit(error)) throw error
      failed += 1
      return true
    }
  })
  return { updated, failed }
}

/** Removes what matches, each document on its own. */
export async function deleteMatching(context: Context, scope: Scope): Promise<number> {
  const { driver, target, call } = context
  if (driver.deleteMany !== undefined) {
    inSteps(context)
    return driver.deleteMany(target, scope, call)
  }
  let deleted = 0
  await forEachMatching(context, scope, async (stored, key) => {
    context.wrote = true
    const outcome = await driver.delete(target, key, stored.version, call)
    if (outcome.kind === 'deleted') {
      deleted += 1
      context.appliedPart = true
    }
    return outcome.kind !== 'stale'
  })
  return deleted
}

/**
 * Does something to every document that matches, and still matches at the moment of its own write: `write` returns
 * false when the document had changed, which is then read and tested again.
 */
async function forEachMatching(
  context: Context,
  scope: Scope,
  write: (stored: StoredDocument, key: Key) => Promise<boolean>,
): Promise<void> {
  const { driver, target, call } = context
  const matches = compileFilter(scope.filter)
  const query = { ...scope, sort: [], limit: chunkSize, offset: 0, select: undefined }
  let last: Key | undefined
  do {
    const page = last === undefined ? 'first' : { values: [], ...last }
    const found = await driver.find(target, { ...query, page }, call)
    const next = found.length < chunkSize ? undefined : keyOfStored(found.at(-1) as StoredDocument)
    if (next !== undefined && next.id === last?.id && next.partitionKey === last.partitionKey) throw standingStill()
    last = next
    await forEachConcurrently(found, singleWrites, async (stored) => {
      const key = keyOfStored(stored)
      let current: StoredDocument | null = stored
      await contend(call, async () => {
        current ??= await driver.read(target, key, call)
        const done = current === null || !matches(current.document) || (await write(current, key))
        current = null
        return done ? true : undefined
      })
    })
  } while (last !== undefined)

  function keyOfStored({ document }: StoredDocument): Key {
    return keyOf(document, target.partitionKeyPath, 'a stored document')
  }
}

function ifItFits(apply: () => WriteRecord): WriteRecord | null {
  try {
    return apply()
  } catch (error) {
    if (isUnfit(error)) return null
    throw error
  }
}

/** Whether the patch does not fit a document, or makes one that no longer can be stored. */
function isUnfit(error: unknown): boolean {
  return (
    isCloudError(error, 'precondition_failed') ||
    isCloudError(error, 'invalid_argument') ||
    isCloudError(error, 'already_exists')
  )
}

/** The driver writes in steps that only it sees. */
function inSteps(context: Context): void {
  context.call.check()
  context.wrote = true
  context.appliedPart = true
}
