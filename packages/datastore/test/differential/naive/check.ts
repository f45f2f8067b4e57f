import { CloudError } from '@bytelyst/core'
import { isObject, lookUp, type Fields } from './order.ts'
import { stored } from './store-form.ts'

/** "Invalid input fails before any I/O." */
export function require(condition: boolean, what: string): asserts condition {
  if (!condition) throw new CloudError({ code: 'invalid_argument', message: what })
}

/** The stored document does not fit the patch. */
export function fit(condition: boolean, what: string): asserts condition {
  if (!condition) throw new CloudError({ code: 'precondition_failed', message: what })
}

/** "Zero or of magnitude 1e-130 to 2^53-1." */
export function isStorableNumber(value: number): boolean {
  return value === 0 || (Math.abs(value) >= 1e-130 && Math.abs(value) <= 9007199254740991)
}

/** Without lone surrogates and NUL. */
export function isStorableText(value: string): boolean {
  return Array.from(value).every((character) => !/^[\0\ud800-\udfff]$/.test(character))
}

export function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value)
  if (typeof value === 'number') return isStorableNumber(value)
  if (value instanceof Date) return !Number.isNaN(value.getTime())
  return value === null || typeof value === 'boolean'
}

/** A value at this level of nesting; "the document is level 1". */
export function checkValue(value: unknown, level: number): void {
  if (isScalar(value)) return
  require(Object.prototype.toString.call(value) === '[object Object]' || Array.isArray(value), 'plain JSON')
  require(level <= 30, 'at most 30 levels')
  if (Array.isArray(value)) {
    for (const element of value) checkValue(element, level + 1)
    return
  }
  for (const [field, child] of Object.entries(value as Fields)) {
    if (child === undefined) continue
    require(field !== '' && field !== '__proto__' && !field.includes('.') && !field.startsWith('$'), 'a field name')
    require(isStorableText(field), 'a field name')
    checkValue(child, level + 1)
  }
}

const reserved = ['_id', '_rid', '_self', '_ts', '_etag', '_attachments', '_lsn', 'ttl']

function isReserved(name: string): boolean {
  return reserved.includes(name) || name.startsWith('_bytelyst')
}

/** The document as it will be stored. */
export function checkDocument(document: unknown): Fields {
  require(isObject(document), 'a document')
  checkValue(document, 1)
  const copy = stored(document) as Fields
  require(!Object.keys(copy).some(isReserved), 'no reserved field')
  require(JSON.stringify(copy).length <= 2_000_000, 'a document within the limit')
  return copy
}

export interface Key {
  readonly id: string
  readonly partitionKey: string
}

// oxlint-disable-next-line no-control-regex -- control characters are what is refused
const forbiddenInId = /[/\\?#\u0000-\u001f\u007f-\u009f]/

export function checkKey(id: unknown, partitionKey: unknown): Key {
  require(typeof id === 'string' && id.length >= 1 && id.length <= 255, 'an id of 1 to 255 units')
  require(!forbiddenInId.test(id) && id !== '.' && id !== '..' && isStorableText(id), 'an id')
  return { id, partitionKey: checkPartitionKey(partitionKey) }
}

export function checkPartitionKey(key: unknown): string {
  require(typeof key === 'string' && key !== '' && isStorableText(key), 'a partition key')
  require(Buffer.byteLength(key) <= 1024, 'a partition key of at most 1,024 bytes')
  return key
}

export function keyOf(document: Fields, partitionKeyPath: string): Key {
  return checkKey(document['id'], lookUp(document, partitionKeyPath))
}

// oxlint-disable-next-line no-control-regex -- control characters are what is refused
const forbiddenSegment = /^$|^\$|["\u0000-\u001f\u007f-\u009f]|^[0-9]+$|^__proto__$/

/** "Non-empty; no leading `$`, quote, control character, all digits, `__proto__`; depth <= 8." */
export function checkPath(path: unknown): string {
  require(typeof path === 'string', 'a path')
  const segments = path.split('.')
  require(segments.length <= 8 &&
    segments.every((each) => !forbiddenSegment.test(each) && isStorableText(each)), 'a path')
  require(!isReserved(segments[0] ?? ''), 'a path to a field that can be stored')
  return path
}

/** Options with no other key than these. */
export function checkOptions(options: unknown, known: readonly string[]): Fields {
  if (options === undefined) return {}
  require(isObject(options), 'options')
  for (const key of Object.keys(options)) require(['signal', 'timeoutMs', ...known].includes(key), `no option ${key}`)
  return options
}

/** "The key present with undefined or null is `invalid_argument`." */
export function textOption(options: Fields, name: 'ifMatch' | 'partitionKey'): string | undefined {
  if (!Object.hasOwn(options, name)) return undefined
  const value = options[name]
  require(typeof value === 'string', `${name}, or no such key`)
  return name === 'partitionKey' ? checkPartitionKey(value) : value
}

export function checkWhole(value: unknown, least: number): number | undefined {
  if (value === undefined) return undefined
  require(typeof value === 'number' && Number.isSafeInteger(value) && value >= least, `a whole number from ${least}`)
  return value
}
