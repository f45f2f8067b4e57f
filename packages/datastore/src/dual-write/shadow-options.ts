import type { CloudError } from '@bytelyst/core'
import { invalid } from '../document/invalid.ts'
import { isPlainObject } from '../document/plain-object.ts'
import type { DatastoreProvider } from '../types.ts'
import type { AnswerDifference } from './compare-answers.ts'
import { checkProvider } from './options.ts'

/** What {@link shadowRead} is made of. */
export interface ShadowReadOptions {
  /** Answers every call, and takes every write. Closed with the pair. */
  readonly primary: DatastoreProvider
  /** Is asked again what the primary was asked. Closed with the pair, unless the primary did. */
  readonly secondary: DatastoreProvider
  /** Told of each difference, and of each failure of the secondary. */
  readonly report: (difference: ShadowDifference) => void
  /** The share of reads that is asked again, from 0 to 1. Default 1. */
  readonly sampleRate?: number | undefined
  /** Questions to the secondary at a time; what comes on top is skipped. Default 8. */
  readonly maxConcurrent?: number | undefined
  /**
   * Milliseconds after which both are asked again about a difference: a write that had not reached the secondary is none.
   * Default 500.
   */
  readonly confirmAfterMs?: number | undefined
  /** Milliseconds that each question to the secondary may take. Default 5,000. */
  readonly timeoutMs?: number | undefined
}

/** A read that the secondary answers otherwise, without any value of a document. */
export interface ShadowDifference extends AnswerDifference {
  readonly collection: string
  readonly operation: string
  /** Why the secondary gave no answer; absent when it gave another one. */
  readonly error?: CloudError
}

/** What became of the reads so far. */
export interface ShadowCounts {
  readonly same: number
  readonly different: number
  /** The secondary gave no answer. */
  readonly failed: number
  /** Not asked again: too many at a time. Those that were not sampled are not counted. */
  readonly skipped: number
}

/** A provider whose reads are compared. */
export interface ShadowReadProvider extends DatastoreProvider {
  /** What became of the reads of this process so far. */
  readonly counts: ShadowCounts
}

/** The options, complete. */
export type Shadowing = Required<{ [K in keyof ShadowReadOptions]: NonNullable<ShadowReadOptions[K]> }>

/** @throws CloudError `invalid_argument` */
export function parseShadowOptions(options: ShadowReadOptions): Shadowing {
  if (!isPlainObject(options)) throw invalid('options', 'an object', options)
  const {
    primary,
    secondary,
    report,
    sampleRate = 1,
    maxConcurrent = 8,
    confirmAfterMs = 500,
    timeoutMs = 5000,
    ...rest
  } = options
  const [misspelled] = Object.keys(rest)
  if (misspelled !== undefined) throw invalid(misspelled, 'no option of that name')
  checkProvider(primary, 'primary')
  checkProvider(secondary, 'secondary')
  if (typeof report !== 'function') throw invalid('report', 'a function', report)
  if (!(sampleRate >= 0 && sampleRate <= 1)) throw invalid('sampleRate', 'a number from 0 to 1')
  if (!Number.isSafeInteger(maxConcurrent) || maxConcurrent < 1)
    throw invalid('maxConcurrent', 'a whole number of at least 1')
  if (!(confirmAfterMs >= 0 && confirmAfterMs < 2 ** 31)) throw invalid('confirmAfterMs', 'milliseconds of at least 0')
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) throw invalid('timeoutMs', 'milliseconds above 0')
  return { primary, secondary, report, sampleRate, maxConcurrent, confirmAfterMs, timeoutMs }
}
