import { valueAt } from '../../document/path.ts'
import type { DatastoreDriver, DriverQuery, Scope } from '../../driver.ts'
import { compileFilter } from '../../filter/compile.ts'
import { everything, type FilterLeaf, type FilterNode } from '../../filter/tree.ts'
import type { JsonDocument, JsonValue } from '../../types/document.ts'
import type { AnyDocument } from '../context.ts'
import { driverMutant, type DatastoreMutant } from './mutant.ts'

/** What a wrong engine says about one leaf that is not negated; undefined: what a right one says. */
export type LeafTest = (leaf: FilterLeaf, value: JsonValue | undefined, document: JsonDocument) => boolean | undefined

/** An engine that evaluates filters in its own way. */
export function evaluating(id: string, breaks: string, test: LeafTest): DatastoreMutant {
  return asking(id, breaks, (filter, document) => matches(filter, document, test))
}

/** An engine that decides by itself which documents match. */
export function asking(
  id: string,
  breaks: string,
  decide: (filter: FilterNode, document: JsonDocument, scope: Scope) => boolean,
): DatastoreMutant {
  return driverMutant(`filter/${id}`, breaks, (driver) => {
    const find: DatastoreDriver['find'] = async (target, query, call) => {
      const all = await driver.find(target, { ...query, filter: everything, limit: undefined, offset: 0 }, call)
      const found = all.filter(({ document }) => decide(query.filter, document, query))
      return found.slice(query.offset, query.limit === undefined ? undefined : query.offset + query.limit)
    }
    return { find, count: async (target, query, call) => (await find(target, asQuery(query), call)).length }
  })
}

/** An engine that is asked something else than the caller asked. */
export function rewriting(id: string, breaks: string, rewrite: (leaf: FilterLeaf) => FilterNode): DatastoreMutant {
  const walk = (node: FilterNode): FilterNode =>
    node.kind === 'and' || node.kind === 'or' ? { kind: node.kind, nodes: node.nodes.map(walk) } : rewrite(node)
  return rewritingWhole(id, breaks, walk)
}

/** An engine that is asked something else as a whole. */
export function rewritingWhole(id: string, breaks: string, walk: (filter: FilterNode) => FilterNode): DatastoreMutant {
  return driverMutant(`filter/${id}`, breaks, (driver) => ({
    find: (target, query, call) => driver.find(target, { ...query, filter: walk(query.filter) }, call),
    count: (target, query, call) => driver.count(target, { ...query, filter: walk(query.filter) }, call),
  }))
}

export function asQuery(scope: Scope): DriverQuery {
  return { ...scope, sort: [], limit: undefined, offset: 0, page: undefined, select: undefined }
}

function matches(node: FilterNode, document: JsonDocument, test: LeafTest): boolean {
  if (node.kind === 'and') return node.nodes.every((child) => matches(child, document, test))
  if (node.kind === 'or') return node.nodes.some((child) => matches(child, document, test))
  const leaf = { ...node, negated: false }
  const answer = test(leaf, valueAt(document, node.path), document) ?? compileFilter(leaf)(document)
  return answer !== node.negated
}

/** Values at a path that walks the elements of arrays too, as MongoDB's paths do. */
export function valuesThroughArrays(value: JsonValue | undefined, path: readonly string[]): (JsonValue | undefined)[] {
  if (Array.isArray(value)) return value.flatMap((element: JsonValue) => valuesThroughArrays(element, path))
  const [segment, ...rest] = path
  if (segment === undefined) return [value]
  if (typeof value !== 'object' || value === null) return [undefined]
  return valuesThroughArrays((value as AnyDocument)[segment] as JsonValue | undefined, rest)
}
