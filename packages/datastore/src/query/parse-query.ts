import { invalid } from '../document/invalid.ts'
import type { FieldPath } from '../document/path.ts'
import type { DriverQuery, Scope, SortKey, StoredDocument, Target } from '../driver.ts'
import { parseFilter } from '../filter/parse.ts'
import { checkFilterSupport, checkSortSupport, unsupported } from '../support.ts'
import type { DatastoreCapabilities } from '../types/capabilities.ts'
import type { JsonDocument } from '../types/document.ts'
import { partitionKeyOf, wholeNumber } from './options.ts'
import { parseSelect, project } from './select.ts'
import { parseSort } from './sort.ts'

type Options = Readonly<Record<string, unknown>>

/** A read, checked, before it is known where the collection's partition key stands. */
export interface ParsedQuery extends Scope {
  readonly sort: readonly SortKey[]
  readonly limit: number | undefined
  readonly offset: number
  readonly select: readonly FieldPath[] | undefined
}

/** @throws CloudError `invalid_argument`, `unsupported` */
export function parseScope(filter: unknown, options: Options, capabilities: DatastoreCapabilities): Scope {
  const parsed = parseFilter(filter, capabilities)
  checkFilterSupport(parsed, capabilities)
  return { filter: parsed, partitionKey: partitionKeyOf(options) }
}

/** @throws CloudError `invalid_argument`, `unsupported` */
export function parseQuery(options: Options, capabilities: DatastoreCapabilities): ParsedQuery {
  const scope = parseScope(options['filter'], options, capabilities)
  const sort = parseSort(options['sort'])
  checkSortSupport(sort, scope.partitionKey, capabilities)
  const offset = wholeNumber(options['offset'], 'offset', 0)
  if (offset !== undefined && !capabilities.offset) throw unsupported('offset')
  return {
    ...scope,
    sort,
    limit: wholeNumber(options['limit'], 'limit', 0),
    offset: offset ?? 0,
    select: parseSelect(options['select']),
  }
}

/** @throws CloudError `invalid_argument`, `unsupported` */
export function parsePageQuery(
  options: Options,
  capabilities: DatastoreCapabilities,
): ParsedQuery & { readonly limit: number } {
  const query = parseQuery(options, capabilities)
  if (query.limit === undefined || query.limit < 1) throw invalid('limit', 'a whole number of at least 1', query.limit)
  return { ...query, limit: query.limit }
}

/** The query as the driver gets it: what a page's cursor is made of is read too, whatever was selected. */
export function toDriverQuery(query: ParsedQuery, target: Target, page?: DriverQuery['page']): DriverQuery {
  const select = query.select && [...query.select, ...query.sort.map(({ path }) => path), target.partitionKeyPath]
  return { ...query, select, page }
}

/** A stored document as the caller asked for it. */
export function selected(stored: StoredDocument, select: readonly FieldPath[] | undefined): JsonDocument {
  return select === undefined ? stored.document : project(stored.document, select)
}
