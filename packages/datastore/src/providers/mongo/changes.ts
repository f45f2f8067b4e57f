import type { ChangeStreamDocument, ResumeToken } from 'mongodb'
import { CloudError } from '@bytelyst/core'
import { invalid } from '../../document/invalid.ts'
import { chunkSize, type DriverChange } from '../../driver.ts'
import type { Documents } from './documents.ts'
import type { RawDocument } from './layout.ts'

/** Where a feed is: in the change stream, or still among the documents that there were when it began. */
interface Position {
  /** MongoDB's own token; absent at the very beginning of a stream. */
  readonly resume?: ResumeToken
  /** The `_id` of the last document that was told, while those that there were are being told. */
  readonly after?: string | null
}

/**
 * The changes of a collection, by MongoDB's change streams. `'start'` tells all documents first, and then what happened
 * since that began: a document that changes meanwhile is told twice.
 */
export async function* changesOf(
  { native, layout }: Documents,
  from: string,
  signal: AbortSignal,
): AsyncGenerator<DriverChange, void, undefined> {
  const position = positionOf(from)
  const stream = native.watch([], {
    fullDocument: 'updateLookup',
    ...(position.resume !== undefined && { resumeAfter: position.resume }),
  })
  const end = (): void => void stream.close()
  signal.addEventListener('abort', end, { once: true })
  try {
    let { after } = position
    if (after !== undefined) {
      // The stream is open from here on, and gives what comes while the documents are read.
      const first = position.resume === undefined ? await stream.tryNext() : null
      const resume = position.resume ?? stream.resumeToken
      if (resume == null)
        throw new CloudError({ code: 'unsupported', message: "from 'start': this server gives no tokens" })
      for (;;) {
        const rest = after === null ? {} : { _id: { $gt: after } }
        const found: readonly RawDocument[] = await native.find(rest).sort({ _id: 1 }).limit(chunkSize).toArray()
        for (const raw of found) {
          after = raw._id
          yield { kind: 'put', stored: layout.toStored(raw), token: tokenOf({ resume, after }) }
        }
        if (found.length < chunkSize) break
      }
      if (first !== null) yield* toChange(first)
    }
    while (!signal.aborted) yield* toChange(await stream.next())
  } finally {
    signal.removeEventListener('abort', end)
    await stream.close()
  }

  function* toChange(change: ChangeStreamDocument<RawDocument>): Generator<DriverChange, void, undefined> {
    const token = tokenOf({ resume: change._id })
    if (change.operationType === 'delete') {
      const key = layout.keyOf(change.documentKey._id)
      if (key !== undefined) yield { kind: 'delete', key, token }
    } else if ('fullDocument' in change && change.fullDocument != null) {
      // Without its document an update is of one that has gone since: its removal is told next.
      yield { kind: 'put', stored: layout.toStored(change.fullDocument), token }
    }
  }
}

function positionOf(from: string): Position {
  if (from === 'now') return {}
  if (from === 'start') return { after: null }
  const position = parse(from)
  if (position === undefined) throw invalid('from', "a token of this feed, 'start' or 'now'")
  return position
}

function tokenOf(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

function parse(token: string): Position | undefined {
  let position: unknown
  try {
    position = JSON.parse(Buffer.from(token, 'base64url').toString())
  } catch {
    return undefined
  }
  if (typeof position !== 'object' || position === null) return undefined
  const { resume, after } = position as { readonly resume?: unknown; readonly after?: unknown }
  if (typeof resume !== 'object' || resume === null) return undefined
  if (after === undefined) return { resume }
  return typeof after === 'string' ? { resume, after } : undefined
}
