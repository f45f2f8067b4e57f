import { canonicalJson } from '../document/canonical-json.ts'
import { valueAt } from '../document/path.ts'
import { isPlainObject } from '../document/plain-object.ts'
import type { DatastoreCapabilities } from '../types/capabilities.ts'
import type { JsonDocument, JsonValue } from '../types/document.ts'

/** How two answers to one question differ, told without any value of a document. */
export interface AnswerDifference {
  /** The documents that differ, at most ten. */
  readonly ids: readonly string[]
  readonly description: string
}

/** The part of a query that says how far its answer is pinned. */
export interface Question {
  readonly sort?: Readonly<Record<string, 1 | -1>> | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
  readonly partitionKey?: string | undefined
  readonly groupBy?: readonly string[] | undefined
}

type Documents = readonly JsonDocument[]
type Difference = AnswerDifference | undefined
const mostIds = 10

/**
 * Lists of documents: equal as sets where all of them were asked for; in order as far as the contract pins it. `paged`:
 * in the total order of `findPage`.
 */
export function compareLists(
  one: Documents,
  other: Documents,
  question: Question,
  paged: boolean,
  sorts: boolean,
): Difference {
  const keys = Object.keys(question.sort ?? {})
  const paths = keys.map((key) => key.split('.'))
  const sortValues = (documents: Documents): string[] =>
    documents.map((document) => JSON.stringify(paths.map((path) => sortValue(valueAt(document, path)))))
  const values = sortValues(one)
  const isPinned = sorts && (paged || !values.some((text) => text.includes('"other"')))
  const isTotal = isPinned && (paged || (keys.includes('id') && question.partitionKey !== undefined))
  const isWhole = question.limit === undefined && !question.offset
  if (isTotal || isWhole) {
    const difference = compareSets(one, other)
    if (difference !== undefined) return difference
  } else if (one.length !== other.length) return { ids: [], description: 'another number of documents' }
  const isOrdered = isTotal
    ? one.every((document, i) => canonicalJson(document) === canonicalJson(other[i]))
    : !isPinned || keys.length === 0 || values.join() === sortValues(other).join()
  return isOrdered ? undefined : { ids: [], description: 'another order' }
}

function compareSets(one: Documents, other: Documents): Difference {
  const [left, right] = [byId(one), byId(other)]
  const ids = [...new Set([...left.keys(), ...right.keys()])]
  const [missing, extra] = [ids.filter((id) => !right.has(id)), ids.filter((id) => !left.has(id))]
  const different = ids.filter((id) => left.has(id) && right.has(id) && left.get(id) !== right.get(id))
  const all = [...missing, ...extra, ...different]
  if (all.length === 0) return undefined
  const description = `of the secondary ${missing.length} missing, ${extra.length} extra, ${different.length} different`
  return { ids: all.slice(0, mostIds), description }
}

/** What has one id, as text: one document of each partition. */
function byId(documents: Documents): Map<string, string> {
  const texts = new Map<string, string[]>()
  for (const document of documents) {
    const id = document['id'] as string
    texts.set(id, [...(texts.get(id) ?? []), canonicalJson(document)])
  }
  return new Map([...texts].map(([id, list]) => [id, list.toSorted().join()]))
}

/** Rows of an aggregate: numbers to a relative 1e-9, in order of their groups unless sorted by a column. */
export function compareRows(one: Documents, other: Documents, { sort, limit, groupBy = [] }: Question): Difference {
  const differs = (what: number): AnswerDifference => ({ ids: [], description: `${what} of ${one.length} rows differ` })
  if (one.length !== other.length) return { ids: [], description: 'another number of rows' }
  if (sort !== undefined && limit !== undefined) return undefined // Which of equal rows come first is not pinned.
  const group = (row: JsonDocument): string => canonicalJson(groupBy.map((path) => row[path] ?? null))
  const rows = sort === undefined ? undefined : new Map(other.map((row) => [group(row), row]))
  const different = one.filter((row, i) => !isNear(row, rows === undefined ? other[i] : rows.get(group(row))))
  return different.length === 0 ? undefined : differs(different.length)
}

/** Scalars and lists of them. */
export function compareValues(one: unknown, other: unknown): Difference {
  if (canonicalJson(one) === canonicalJson(other)) return undefined
  const isCount = typeof one === 'number' && typeof other === 'number'
  return { ids: [], description: isCount ? `the secondary has ${other - one} more` : 'another answer' }
}

/** Whether both engines order by these keys alike. */
export function sortsAlike(one: DatastoreCapabilities, other: DatastoreCapabilities, { sort = {} }: Question): boolean {
  const keys = Object.keys(sort)
  const isSimple = keys.length < 2 || (keys.length === 2 && keys[1] === 'id') || (one.mixedSort && other.mixedSort)
  return one.sort && other.sort && one.stringOrder === other.stringOrder && isSimple
}

function sortValue(value: JsonValue | undefined): unknown {
  return typeof value === 'object' && value !== null ? { other: true } : (value ?? null)
}

function isNear(one: unknown, other: unknown): boolean {
  if (typeof one === 'number' && typeof other === 'number') {
    return Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other))
  }
  if (!isPlainObject(one) || !isPlainObject(other)) return canonicalJson(one) === canonicalJson(other)
  return Object.keys({ ...one, ...other }).every((name) => isNear(one[name], other[name]))
}
