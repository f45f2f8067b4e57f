import { isCloudError, type CloudErrorCode } from '@bytelyst/datastore'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { HttpError } from './http-error.ts'

/**
 * The status for each way in which a datastore can fail. What is wrong with the service's own credentials or settings
 * is not the client's fault: those are 500, not 401 and 403.
 */
const statuses: Readonly<Record<CloudErrorCode, number>> = {
  invalid_argument: 400,
  not_found: 404,
  already_exists: 409,
  precondition_failed: 412,
  rate_limited: 429,
  unsupported: 501,
  unavailable: 503,
  timeout: 503,
  aborted: 503,
  closed: 503,
  quota_exceeded: 503,
  unauthenticated: 500,
  permission_denied: 500,
  misconfigured: 500,
  missing_dependency: 500,
  data_corrupted: 500,
  unknown: 500,
}

/** The codes for what Fastify refuses by itself. */
const codes: Readonly<Record<number, string>> = {
  400: 'invalid_argument',
  404: 'not_found',
  413: 'too_large',
  414: 'too_large',
  415: 'unsupported_media_type',
}

interface Failure {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly retryAfterMs?: number | undefined
}

/**
 * Answers every failure with `{ error: { code, message } }`. The message of a 5xx says nothing of the inside: that
 * goes to the log.
 */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, code, message, retryAfterMs } = failureOf(error)
  if (status >= 500) request.log.error(error)
  if (retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(retryAfterMs / 1000))
  void reply.code(status).send({ error: { code, message } })
}

function failureOf(error: unknown): Failure {
  if (isCloudError(error)) {
    const { code, message, retryAfterMs } = error
    const status = statuses[code]
    if (status < 500) return { status, code, message, retryAfterMs }
    if (status === 503) return { status, code, message: 'not available just now; try again', retryAfterMs }
    return failed(status)
  }
  if (error instanceof HttpError) return { status: error.statusCode, code: error.code, message: error.message }
  const { statusCode = 500, message } = error as { statusCode?: number; message: string }
  return statusCode < 500 ? { status: statusCode, code: codes[statusCode] ?? 'refused', message } : failed(statusCode)
}

function failed(status: number): Failure {
  return { status, code: 'failed', message: 'the service failed; its log says why' }
}
