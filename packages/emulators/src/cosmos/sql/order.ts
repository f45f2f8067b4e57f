import type { Json } from '../json.ts'
import { SqlError, type IndexingFacts } from './engine.ts'
import type { Query, SortKey } from './tree.ts'
import { compareOrder, type Value } from './value.ts'

/** A row that waits to be sorted. */
export interface SortedRow {
  readonly keys: readonly Value[]
  /** The place of its document among those that were read. */
  readonly document: number
  readonly value: Json
}

/**
 * The order of rows. Those with equal keys stay as their documents were found, which is by `_rid`; if a key descends the
 * documents are turned round, as an index is read from its end, and the rows of each of them stay as they were found. The SDK
 * relies on it: it resumes from a continuation token by `_rid`.
 */
export function rowOrder(keys: readonly SortKey[]): (left: SortedRow, right: SortedRow) => number {
  const signs = keys.map(({ descending }) => (descending ? -1 : 1))
  const backwards = signs.includes(-1) ? -1 : 1
  return (left, right) => {
    for (let index = 0; index < signs.length; index++) {
      const difference = compareOrder(left.keys[index], right.keys[index])
      if (difference !== 0) return difference * (signs[index] as number)
    }
    return (left.document - right.document) * backwards
  }
}

/** Refuses an order that the container has no index for. */
export function checkOrder(query: Query, { compositeIndexes }: IndexingFacts): void {
  const keys = query.orderBy.map(({ expression, descending }) => ({
    path: documentPath(expression, query),
    descending,
  }))
  if (keys.length < 2) return
  const served = compositeIndexes.some((index) => {
    if (index.length !== keys.length) return false
    if (!index.every(({ path }, at) => samePath(pathSegments(path), keys[at]?.path))) return false
    const turned = index.map(({ order }, at) => (order === 'descending') !== keys[at]?.descending)
    return turned.every((value) => value === turned[0])
  })
  if (served) return
  throw new SqlError('', 'The order by query does not have a corresponding composite index that it can be served from.')
}

/** The path within a document that an expression stands for. */
function documentPath(expression: SortKey['expression'], { from }: Query): readonly string[] {
  const root = from?.sources[0]
  const isContainer = root && !root.each && root.collection.kind === 'path'
  if (isContainer && expression.kind === 'path' && expression.base.kind === 'name') {
    const steps = expression.steps.map((step) => {
      if ('name' in step) return step.name
      return step.index.kind === 'literal' && typeof step.index.value === 'number' ? `${step.index.value}` : undefined
    })
    if (expression.base.name === root.alias && !steps.includes(undefined)) return steps as string[]
  }
  const message = 'Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.'
  throw new SqlError('2206', message)
}

/** The segments of a path of an index, like `/a/"b c"/?`. */
function pathSegments(path: string): string[] {
  const segments = [...path.matchAll(/\/(?:"((?:[^"\\]|\\.)*)"|([^/]*))/g)]
  return segments
    .map(([, quoted, bare]) => quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '')
    .filter((segment) => segment !== '?')
}

function samePath(left: readonly string[], right: readonly string[] | undefined): boolean {
  return left.length === right?.length && left.every((segment, index) => segment === right[index])
}
