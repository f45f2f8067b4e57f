const mask = '[redacted]'

const credentialPatterns: readonly RegExp[] = [
  /(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g, // the password of a URL
  /(?<=\b(?:bearer|basic|sharedaccesssignature)\s+)[\w.~+/=%&-]{8,}/gi,
  /(?<=\b(?:accountkey|sharedaccesskey|password|pwd|secret|api[-_]?key|access[-_]?token|client[-_]?secret|sig|token)\s*["']?\s*[=:]\s*["']?)[^\s"';,&}]+/gi,
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g, // a JSON web token
]

/**
 * The text without the given secrets, and without what looks like a credential: the password of a URL,
 * a bearer token, `AccountKey=...`, a JSON web token. A credential that looks like none has to be named.
 *
 * @param secrets - texts to mask wherever they stand
 *
 * @example
 * ```ts
 * import { redact } from '@bytelyst/core'
 *
 * redact('connecting to mongodb://app:hunter2@db') // 'connecting to mongodb://app:[redacted]@db'
 * ```
 */
export function redact(text: string, secrets: Iterable<string> = []): string {
  let result = text
  for (const secret of secrets) if (secret !== '') result = result.replaceAll(secret, mask)
  for (const pattern of credentialPatterns) result = result.replace(pattern, mask)
  return result
}
