import { ServiceError } from '../service-error.ts'
import type { StoredDocument } from '../store/stored-document.ts'

/** What `If-Match` and `If-None-Match` ask for. */
export interface Conditions {
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
}

/** Whether an etag is one that a condition names. */
export function matches(condition: string, etag: string): boolean {
  return condition.trim() === '*' || condition.split(',').some((each) => each.trim() === etag)
}

/**
 * Refuses to change what is not as the conditions say.
 *
 * @throws ServiceError 412
 */
export function requireConditions({ ifMatch, ifNoneMatch }: Conditions, { etag }: Pick<StoredDocument, 'etag'>): void {
  const isStale = ifMatch !== undefined && !matches(ifMatch, etag)
  if (isStale || (ifNoneMatch !== undefined && matches(ifNoneMatch, etag))) throw preconditionFailed()
}

/** The refusal of a change on a condition that does not hold. */
export function preconditionFailed(): ServiceError {
  return new ServiceError(412, 'One of the specified pre-condition is not met.')
}
