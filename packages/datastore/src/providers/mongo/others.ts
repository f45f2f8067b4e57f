import type { Scalar } from '../../types/document.ts'

/** The values of BSON that are read as this one: a text may stand for a date, or for an ObjectId. */
export function valuesReadAs(value: Exclude<Scalar, null>, objectId: (hex: string) => unknown): readonly unknown[] {
  if (typeof value !== 'string') return [value]
  if (/^[0-9a-f]{24}$/.test(value)) return [value, objectId(value)]
  return isDate(value) ? [value, new Date(value)] : [value]
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return false
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && date.toISOString() === text
}
