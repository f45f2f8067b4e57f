const marker: unique symbol = Symbol.for('bytelyst.cloud-error') as never

/** What happened, in words that are the same on every cloud. */
export type CloudErrorCode =
  /** The call makes no sense. Nothing is written. */
  | 'invalid_argument'
  /** Proven not to be there. */
  | 'not_found'
  /** Create-if-absent found something, or a unique value is taken. */
  | 'already_exists'
  /** A stale version, or a change that does not fit what is stored. */
  | 'precondition_failed'
  /** The credentials are not accepted. */
  | 'unauthenticated'
  /** The credentials do not allow this. */
  | 'permission_denied'
  /** Throttled; `retryAfterMs` says for how long, where the engine said so. */
  | 'rate_limited'
  /** No room left. */
  | 'quota_exceeded'
  /** Not reached, locked, or no answer. */
  | 'unavailable'
  /** `timeoutMs` passed, or the engine gave up. */
  | 'timeout'
  /** `signal` fired. */
  | 'aborted'
  /** The provider lacks the capability, and does not approximate. */
  | 'unsupported'
  /** Variables missing or malformed, or settings that contradict what is there. */
  | 'misconfigured'
  /** What the provider needs is not installed, or does not load. */
  | 'missing_dependency'
  /** After `close()`. */
  | 'closed'
  /** What is stored cannot be what was written. */
  | 'data_corrupted'
  /** None of these; the cause says more. */
  | 'unknown'

/** The facts that a {@link CloudError} is made of; each is explained there. */
export interface CloudErrorInit {
  readonly code: CloudErrorCode
  /** What went wrong and what to do about it. Never a key, a token, a secret or a document body. */
  readonly message: string
  readonly service?: string | undefined
  readonly provider?: string | undefined
  readonly operation?: string | undefined
  readonly resource?: string | undefined
  /** By default true for `rate_limited`, `unavailable` and `timeout`. */
  readonly retryable?: boolean | undefined
  readonly retryAfterMs?: number | undefined
  readonly ambiguous?: boolean | undefined
  readonly index?: number | undefined
  readonly cause?: unknown
}

const retryableCodes: ReadonlySet<CloudErrorCode> = new Set(['rate_limited', 'unavailable', 'timeout'])

/**
 * The one error class of every service. Test with {@link isCloudError}, not with `instanceof`:
 * two copies of this package in one process know each other's errors.
 *
 * @example
 * ```ts
 * import { CloudError, isCloudError } from '@bytelyst/core'
 *
 * const error: unknown = new CloudError({ code: 'not_found', message: 'there is no flag "dark-mode"' })
 * if (isCloudError(error, 'not_found')) console.log(error.message, error.retryable)
 * ```
 */
export class CloudError extends Error {
  override readonly name: string = 'CloudError'
  /** What happened. */
  readonly code: CloudErrorCode
  /** The service whose contract was asked: `datastore`, `storage` ... */
  readonly service: string | undefined
  /** The provider that answered: `memory`, `sqlite` ... */
  readonly provider: string | undefined
  /** The method that was called: `findById`, `create` ... */
  readonly operation: string | undefined
  /** What it was called on: a collection, a bucket, a secret's name. */
  readonly resource: string | undefined
  /** Whether the same call may succeed later. Says nothing about whether repeating it is safe: see `ambiguous`. */
  readonly retryable: boolean
  /** How long the service asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined
  /**
   * True when a write may have been applied although it failed: read before writing again. False when nothing was
   * applied. Absent where there was nothing to apply or the code says it all.
   */
  readonly ambiguous: boolean | undefined
  /** Which of several operations failed, counted from 0. */
  readonly index: number | undefined

  constructor(init: CloudErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause })
    Object.defineProperty(this, marker, { value: true })
    this.code = init.code
    this.service = init.service
    this.provider = init.provider
    this.operation = init.operation
    this.resource = init.resource
    this.retryable = init.retryable ?? retryableCodes.has(init.code)
    this.retryAfterMs = init.retryAfterMs
    this.ambiguous = init.ambiguous
    this.index = init.index
  }

  /** The same error with some facts changed. */
  with(facts: Partial<CloudErrorInit>): CloudError {
    return new CloudError({ ...this.toJSON(), cause: this.cause, ...facts })
  }

  /** The error's facts without its stack and cause, for logs and HTTP answers. */
  toJSON(): CloudErrorInit & { readonly name: string } {
    const { name, code, message, service, provider, operation, resource, retryable, retryAfterMs, ambiguous, index } =
      this
    return { name, code, message, service, provider, operation, resource, retryable, retryAfterMs, ambiguous, index }
  }
}

/**
 * True for a {@link CloudError} of any installed copy of this package, and of that code if one is given.
 *
 * @example
 * ```ts
 * import { isCloudError } from '@bytelyst/core'
 *
 * export function statusOf(error: unknown): number {
 *   if (isCloudError(error, 'not_found')) return 404
 *   if (isCloudError(error, 'precondition_failed')) return 412
 *   return isCloudError(error) && error.retryable ? 503 : 500
 * }
 * ```
 */
export function isCloudError<C extends CloudErrorCode = CloudErrorCode>(
  error: unknown,
  code?: C,
): error is CloudError & { readonly code: C } {
  if (typeof error !== 'object' || error === null || !(marker in error)) return false
  return code === undefined || (error as { code?: unknown }).code === code
}
