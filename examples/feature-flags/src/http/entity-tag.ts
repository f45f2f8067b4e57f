import { etagOf } from '@bytelyst/datastore'
import type { FastifyReply } from 'fastify'
import { HttpError } from './http-error.ts'

/**
 * Puts the document's version into the `ETag` header, and gives the document back to be sent.
 *
 * The version is encoded because it is opaque: some engines put quotes into theirs, which an entity tag cannot hold.
 */
export function withEntityTag<T extends object>(reply: FastifyReply, document: T): T {
  const version = etagOf(document)
  if (version === undefined) throw new TypeError('only a document that the datastore returned has a version')
  void reply.header('etag', `"${Buffer.from(version).toString('base64url')}"`)
  return document
}

/**
 * The `If-Match` header as options of a write. Absent and `*`: no condition. What is no entity tag of ours names no
 * version, so the datastore refuses it as it refuses a stale one.
 */
export function preconditionOf(header: string | undefined): { ifMatch?: string } {
  if (header === undefined || header === '*') return {}
  const [, tag = ''] = /^"([^"]*)"$/.exec(header) ?? []
  return { ifMatch: Buffer.from(tag, 'base64url').toString() }
}

/** @throws HttpError 428 when there is no `If-Match`: a write of the whole would undo what others did */
export function requiredPreconditionOf(header: string | undefined): { ifMatch?: string } {
  if (header !== undefined) return preconditionOf(header)
  const message = 'If-Match: expected the ETag of the version that you have read'
  throw new HttpError(428, 'precondition_required', message)
}
