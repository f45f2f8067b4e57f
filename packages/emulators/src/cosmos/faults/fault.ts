import type { Operation } from '../http/request.ts'

/** What goes wrong. */
export type FaultKind =
  /** 429 with `retryAfterMs`; nothing is done. */
  | 'throttled'
  /** 503; nothing is done. */
  | 'unavailable'
  /** 449, a conflict of writes that is to be tried again; nothing is done. */
  | 'retry-with'
  /** The range that is asked splits in two, and is answered 410; requests without a range are let through. */
  | 'split'
  /** The answer is `delayMs` late. */
  | 'slow'
  /** The connection ends; nothing is done. */
  | 'reset'
  /** It is done, and the connection ends without an answer. */
  | 'reply-lost'

/** A fault that is to happen. */
export interface Fault {
  readonly kind: FaultKind
  /** How often, before it is over; once unless something else is said. */
  readonly times?: number
  /** Of the requests that fit, the share that it hits, by chance; 1 is every one. */
  readonly probability?: number
  /** The same seed hits the same requests. */
  readonly seed?: number
  /** What it hits; everything that is about documents, unless something else is said. */
  readonly operations?: readonly Operation[]
  /** The `id` of the container that it hits; every one unless something is said. */
  readonly container?: string
  /** Of `throttled`; 1 unless something else is said. */
  readonly retryAfterMs?: number
  /** Of `slow`; 1000 unless something else is said. */
  readonly delayMs?: number
}
