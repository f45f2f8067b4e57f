import type { SortValue } from '../../driver.ts'

/**
 * A value's sort key is a text whose code-point order is the pinned order of all values: a digit for the kind, and behind it
 * what tells values of that kind apart. One expression so answers every comparison and every order, and one column of an index
 * is enough for a path. PostgreSQL makes the same texts from what is stored; see `jsonField`.
 */
export const kinds = { null: '0', false: '1', true: '2', number: '3', string: '4', other: '5' } as const

/** How many characters of a string its sort key has: an entry of an index has to stay below 2,704 bytes. */
export const keyLength = 100

export function sortKeyOf(value: SortValue): string {
  if (value === null) return kinds.null
  if (typeof value === 'boolean') return value ? kinds.true : kinds.false
  if (typeof value === 'number') return numberKey(value)
  return typeof value === 'string' ? kinds.string + firstCharacters(value) : kinds.other
}

/** Whether a string may have the same sort key as another one. */
export function isLong(value: unknown): value is string {
  return typeof value === 'string' && value.length >= keyLength && [...value].length >= keyLength
}

function firstCharacters(text: string): string {
  return text.length <= keyLength ? text : [...text].slice(0, keyLength).join('')
}

const bits = new DataView(new ArrayBuffer(8))

/** The bits of a double grow with it, and shrink with it below zero, where they are turned over. */
function numberKey(value: number): string {
  bits.setFloat64(0, value)
  const number = bits.getBigUint64(0)
  if (value < 0) return `${kinds.number}0${hex(~number & 0xffff_ffff_ffff_ffffn)}`
  return `${kinds.number}1${hex(value === 0 ? 0n : number)}`
}

function hex(number: bigint): string {
  return number.toString(16).padStart(16, '0')
}
