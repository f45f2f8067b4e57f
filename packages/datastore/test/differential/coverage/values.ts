import { isObject, type Fields } from '../naive/order.ts'

export const valueKinds: readonly string[] = [
  'null',
  'undefined field',
  'true',
  'false',
  '0',
  '-0',
  'integer',
  'fraction',
  'beyond 2^32',
  'below 1e-50',
  'empty string',
  'string',
  'string beyond ASCII',
  'astral string',
  'Date',
  'empty array',
  'array of one kind',
  'array of several kinds',
  'array in an array',
  'object in an array',
  'object',
  'object in an object',
]

/** The kinds of values that a document holds, at any depth. */
export function kindsIn(document: Fields): Set<string> {
  const kinds = new Set<string>()
  for (const value of Object.values(document)) collect(value, 'document', kinds)
  return kinds
}

function collect(value: unknown, within: 'document' | 'array' | 'object', kinds: Set<string>): void {
  if (Array.isArray(value)) {
    if (value.length === 0) kinds.add('empty array')
    if (within === 'array') kinds.add('array in an array')
    if (value.length > 0)
      kinds.add(new Set(value.map(kindOf)).size > 1 ? 'array of several kinds' : 'array of one kind')
    for (const element of value) collect(element, 'array', kinds)
    return
  }
  kinds.add(kindOf(value))
  if (isObject(value)) {
    if (within !== 'document') kinds.add(`object in an ${within}`)
    for (const child of Object.values(value)) collect(child, 'object', kinds)
  }
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'undefined field'
  if (typeof value === 'number') return kindOfNumber(value)
  if (typeof value === 'string') return kindOfString(value)
  if (value instanceof Date) return 'Date'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? `${value}` : value === null ? 'null' : 'object'
}

function kindOfNumber(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  if (Math.abs(value) < 1e-50) return 'below 1e-50'
  if (!Number.isInteger(value)) return 'fraction'
  return Math.abs(value) > 2 ** 32 ? 'beyond 2^32' : 'integer'
}

function kindOfString(value: string): string {
  if (value === '') return 'empty string'
  if (/[\ud800-\udfff]/.test(value)) return 'astral string'
  return /[^\0-\u007f]/.test(value) ? 'string beyond ASCII' : 'string'
}
