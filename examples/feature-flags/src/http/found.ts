import { HttpError } from './http-error.ts'

/**
 * What was found.
 *
 * @param what - what was looked for, for the message
 * @throws HttpError 404 when it was not found
 */
export function found<T>(document: T | null, what: string): T {
  if (document === null) throw new HttpError(404, 'not_found', `there is no such ${what}`)
  return document
}
