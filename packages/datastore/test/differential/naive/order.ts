/** A document as the naive evaluator holds it. */
export type Fields = { [field: string]: unknown }

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

/** "A dotted path walks objects only." Undefined is missing. */
export function lookUp(document: unknown, path: string): unknown {
  let value = document
  for (const segment of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, segment)) return undefined
    value = value[segment]
  }
  return value
}

/** "null/missing < false < true < numbers < strings < everything else". */
export function rank(value: unknown): number {
  if (value === undefined || value === null) return 0
  if (value === false) return 1
  if (value === true) return 2
  if (typeof value === 'number') return 3
  return typeof value === 'string' ? 4 : 5
}

/** The pinned order. Arrays and objects are equal to each other. */
export function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one < other ? -1 : one > other ? 1 : 0
  if (typeof one === 'string' && typeof other === 'string') return compareText(one, other)
  return rank(one) - rank(other)
}

/** "Code-point order, case-sensitive." */
export function compareText(one: string, other: string): number {
  const [left, right] = [Array.from(one), Array.from(other)]
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

export type Sort = Readonly<Record<string, 1 | -1>>

/** Compares documents, or rows of an aggregate by `read`, by the keys of a sort. */
export function compareBy(sort: Sort, read: (item: Fields, key: string) => unknown = lookUp) {
  return (one: Fields, other: Fields): number => {
    for (const [key, direction] of Object.entries(sort)) {
      const result = compare(read(one, key), read(other, key))
      if (result !== 0) return result * direction
    }
    return 0
  }
}

/** "The named fields plus `id`; nested paths keep their nesting." */
export function selectFrom(document: Fields, paths: readonly string[] | undefined): Fields {
  if (paths === undefined) return structuredClone(document)
  const selected: Fields = {}
  for (const path of ['id', ...paths]) {
    const value = lookUp(document, path)
    if (value === undefined) continue
    const segments = path.split('.')
    let parent = selected
    for (const segment of segments.slice(0, -1)) {
      if (!Object.hasOwn(parent, segment)) parent[segment] = {}
      parent = parent[segment] as Fields
    }
    parent[segments.at(-1) ?? ''] = structuredClone(value)
  }
  return selected
}
