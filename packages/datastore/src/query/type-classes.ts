import { isIdPath, isSamePath, valueAt, type FieldPath } from '../document/path.ts'
import type { DriverQuery, SortKey, SortValue, StoredDocument } from '../driver.ts'
import { allOf, isNothing, nothing } from '../filter/combine.ts'
import { compareCodePoints } from '../filter/text.ts'
import { everything, type FilterNode } from '../filter/tree.ts'
import { compareValues } from './order.ts'
import { sortsById } from './sort.ts'
import { afterOrEqual, classesLeftBy, compareToValue, filterOfClass, isOrdered, type TypeClass } from './type-class.ts'

/** A query whose sort keys each hold values of one type in the documents that match, and that asks for no page. */
export type HomogeneousQuery = DriverQuery & { readonly page: undefined }

type Find = (part: HomogeneousQuery) => Promise<readonly StoredDocument[]>
type CompareStrings = (one: string, other: string) => number

/** A key of the total order. */
interface OrderKey extends SortKey {
  /** Part of the document's identity, and so always a string. */
  readonly isIdentity: boolean
  /** Its value in the document after which the page begins, if there is one. */
  readonly position: SortValue | undefined
}

/** A class for each of the first keys that are not of the identity. */
type Classes = readonly TypeClass[]

/**
 * Finds in the pinned order on an engine that orders values of different types otherwise: one query for each type that
 * the values of a sort key can have, each in the engine's own order, put together in ours. That is at most six queries
 * at a time; with several keys six for one document come before them, for each key but the last. Without a limit it is
 * one query, sorted here.
 *
 * @param find - is called several times at once
 * @param compareStrings - as the engine orders them
 */
export async function findByTypeClass(
  query: DriverQuery,
  partitionKeyPath: FieldPath,
  find: Find,
  compareStrings: CompareStrings = compareCodePoints,
): Promise<readonly StoredDocument[]> {
  const { limit, offset } = query
  const keys = orderKeysOf(query, partitionKeyPath)
  const inOrder = orderBy(keys, compareStrings)
  const mixed = keys.filter(({ isIdentity }) => !isIdentity)
  const part: HomogeneousQuery = { ...query, sort: [], limit: undefined, offset: 0, page: undefined }

  const classOf =
    (classes: Classes) =>
    (key: OrderKey): TypeClass | undefined =>
      key.isIdentity ? 4 : classes[mixed.indexOf(key)]

  /** The documents whose mixed keys have values of these classes, and that may come after the position. */
  const filterOf = (classes: Classes): FilterNode =>
    allOf(
      query.filter,
      ...classes.map((typeClass, i) => filterOfClass((mixed[i] as OrderKey).path, typeClass)),
      typeof query.page === 'object' ? afterPosition(keys, classOf(classes)) : everything,
    )

  const findOfClasses = async (classes: Classes, wanted: number, skipped = 0): Promise<readonly StoredDocument[]> => {
    const filter = filterOf(classes)
    if (isNothing(filter)) return []
    const sort = keys.filter((key) => key.isIdentity || isOrdered(classes[mixed.indexOf(key)] as TypeClass))
    return find({ ...part, filter, sort, limit: wanted, offset: skipped })
  }

  const isPresent = async (classes: Classes): Promise<boolean> => {
    const filter = filterOf(classes)
    return !isNothing(filter) && (await find({ ...part, filter, limit: 1 })).length > 0
  }

  const search = async (known: Classes, wanted: number): Promise<readonly StoredDocument[]> => {
    const key = mixed[known.length] as OrderKey
    const choices = classesOf(key, query.filter).map((typeClass) => [...known, typeClass])
    if (known.length === mixed.length - 1) {
      const parts = await Promise.all(choices.map((classes) => findOfClasses(classes, wanted)))
      return parts.flat().toSorted(inOrder).slice(0, wanted)
    }
    const present = await Promise.all(choices.map(isPresent))
    // Where a key before this one has an order of its own, the documents of all classes are among each other.
    const areApart = keys.slice(0, keys.indexOf(key)).every((before) => !isOrdered(classOf(known)(before) ?? 4))
    const found: StoredDocument[] = []
    for (const [i, classes] of choices.entries()) {
      const missing = areApart ? wanted - found.length : wanted
      if (present[i] === true && missing > 0) found.push(...(await search(classes, missing)))
    }
    return areApart ? found : found.toSorted(inOrder).slice(0, wanted)
  }

  if (limit === undefined) return (await find({ ...part, filter: filterOf([]) })).toSorted(inOrder).slice(offset)
  if (mixed.length === 0) return findOfClasses([], limit, offset)
  return (await search([], offset + limit)).slice(offset)
}

/** The query's keys and, for a page, what makes their order total. */
function orderKeysOf({ sort, page, partitionKey }: DriverQuery, partitionKeyPath: FieldPath): readonly OrderKey[] {
  const position = typeof page === 'object' ? page : undefined
  const isPartitionKey = (path: FieldPath): boolean => isSamePath(path, partitionKeyPath)
  const keys: OrderKey[] = sort.map((key, i) => {
    return { ...key, isIdentity: isIdPath(key.path) || isPartitionKey(key.path), position: position?.values[i] }
  })
  if (page === undefined) return keys
  if (!sortsById(sort)) keys.push({ path: ['id'], direction: 1, isIdentity: true, position: position?.id })
  if (partitionKey === undefined && !keys.some(({ path }) => isPartitionKey(path))) {
    keys.push({ path: partitionKeyPath, direction: 1, isIdentity: true, position: position?.partitionKey })
  }
  return keys
}

/** What comes after the position, as far as the classes of the first keys are known. */
function afterPosition(keys: readonly OrderKey[], classOf: (key: OrderKey) => TypeClass | undefined): FilterNode {
  const [key, ...rest] = keys
  if (key === undefined) return nothing
  const typeClass = classOf(key)
  if (typeClass === undefined) return everything
  return afterOrEqual(compareToValue(key, typeClass, key.position ?? null), afterPosition(rest, classOf))
}

/** The classes that a key's values can have, in the key's order. */
function classesOf({ path, direction }: OrderKey, filter: FilterNode): readonly TypeClass[] {
  const classes = classesLeftBy(filter, path)
  return direction === 1 ? classes : classes.toReversed()
}

function orderBy(
  keys: readonly OrderKey[],
  compareStrings: CompareStrings,
): (one: StoredDocument, other: StoredDocument) => number {
  return (one, other) => {
    for (const { path, direction } of keys) {
      const values = [valueAt(one.document, path), valueAt(other.document, path)] as const
      const [a, b] = values
      const result = typeof a === 'string' && typeof b === 'string' ? compareStrings(a, b) : compareValues(a, b)
      if (result !== 0) return direction * result
    }
    return 0
  }
}
