import { CloudError } from '@bytelyst/core'
import { isIdPath, type FieldPath } from '../../document/path.ts'
import type { DriverQuery, Scope, Target } from '../../driver.ts'
import type { FilterLeaf, FilterNode } from '../../filter/tree.ts'
import type { Attributes } from './attribute-value.ts'
import { liveCondition } from './conditions.ts'
import { Aliases, and, fits, maxExpressionBytes, textOf, type AliasInput } from './expression.ts'
import { fieldPath, filterCondition } from './filter.ts'
import { attribute, toKey } from './item.ts'

/** How a query is asked. */
export interface Plan {
  /** `none`: nothing can match. */
  readonly operation: 'Query' | 'Scan' | 'none'
  readonly input: PlanInput
  /** Whether more is read than matches, besides what has expired. */
  readonly filters: boolean
  /** Whether at most one document is read. */
  readonly single: boolean
}

/** What `Query` and `Scan` have in common. */
export interface PlanInput extends AliasInput {
  ConsistentRead: true
  KeyConditionExpression?: string
  FilterExpression?: string
  ProjectionExpression?: string
  ScanIndexForward?: boolean
  ExclusiveStartKey?: Attributes
}

/** What a plan is made for: a scope, and what else a query has. */
type Question = Scope & Partial<Pick<DriverQuery, 'sort' | 'page' | 'select'>>

/**
 * A query within one partition where the filter or the caller names it, else a scan of the whole table. What the filter
 * says of the id narrows what is read.
 *
 * @throws CloudError `invalid_argument` for a filter that is too long for DynamoDB
 */
export function planOf({ partitionKeyPath }: Target, question: Question, now: number): Plan {
  const { filter, sort = [], page, select } = question
  const aliases = new Aliases()
  const partitionKey = question.partitionKey ?? pinnedPartition(filter, partitionKeyPath)
  const matches = filterCondition(filter, aliases)
  const condition = and(matches, liveCondition(aliases, now))
  if (!fits(condition)) {
    const message = `filter: too long for DynamoDB, which takes ${maxExpressionBytes} bytes and 300 operators; split it`
    throw new CloudError({ code: 'invalid_argument', message })
  }
  const input: PlanInput = { ConsistentRead: true }
  if (condition.kind === 'never') return { operation: 'none', input, filters: true, single: true }
  const filterText = textOf(condition)
  if (filterText !== undefined) input.FilterExpression = filterText
  const key = partitionKey === undefined ? undefined : keyCondition(partitionKey, filter, aliases)
  if (key !== undefined) {
    input.KeyConditionExpression = key.text
    if (sort[0]?.direction === -1) input.ScanIndexForward = false
  }
  const projection = select && projectionOf(select, aliases)
  if (projection !== undefined) input.ProjectionExpression = projection
  if (page !== undefined && page !== 'first') {
    input.ExclusiveStartKey = toKey({ id: page.id, partitionKey: partitionKey ?? page.partitionKey })
  }
  Object.assign(input, aliases.input(filterText, key?.text, projection))
  const filters = matches.kind !== 'always'
  return { operation: key === undefined ? 'Scan' : 'Query', input, filters, single: key?.single ?? false }
}

/** The partition that every match is in, where the filter says so. */
function pinnedPartition(filter: FilterNode, partitionKeyPath: FieldPath): string | undefined {
  for (const leaf of requiredOf(filter)) {
    if (leaf.kind !== 'equals' || leaf.negated || leaf.path.join('.') !== partitionKeyPath.join('.')) continue
    if (typeof leaf.value === 'string' && isKeyText(leaf.value, 1024)) return leaf.value
  }
  return undefined
}

/** The statements of a filter that must all hold. */
function requiredOf(filter: FilterNode): readonly FilterLeaf[] {
  if (filter.kind === 'or') return []
  return filter.kind === 'and' ? filter.nodes.flatMap(requiredOf) : [filter]
}

function keyCondition(
  partitionKey: string,
  filter: FilterNode,
  aliases: Aliases,
): { readonly text: string; readonly single: boolean } {
  const partition = `${aliases.path(attribute.partitionKey)} = ${aliases.value(partitionKey)}`
  const id = aliases.path(attribute.id)
  const ofId = requiredOf(filter).filter((leaf) => !leaf.negated && isIdPath(leaf.path))
  for (const leaf of ofId) {
    if (leaf.kind === 'equals' && typeof leaf.value === 'string' && isKeyText(leaf.value, 1024)) {
      return { text: `${partition} AND ${id} = ${aliases.value(leaf.value)}`, single: true }
    }
  }
  for (const leaf of ofId) {
    if (leaf.kind === 'affix' && isKeyText(leaf.value, 1024)) {
      return { text: `${partition} AND begins_with(${id}, ${aliases.value(leaf.value)})`, single: false }
    }
    if (leaf.kind === 'compare' && typeof leaf.value === 'string' && isKeyText(leaf.value, 1024)) {
      const operator = leaf.operator.startsWith('$gt') ? '>=' : '<='
      return { text: `${partition} AND ${id} ${operator} ${aliases.value(leaf.value)}`, single: false }
    }
  }
  return { text: partition, single: false }
}

/** What DynamoDB takes as the value of a key. */
function isKeyText(text: string, maxBytes: number): boolean {
  return text !== '' && new TextEncoder().encode(text).length <= maxBytes
}

/** The attributes that make a document of these fields; undefined, for all of them, where the list is too long. */
function projectionOf(select: readonly FieldPath[], aliases: Aliases): string | undefined {
  const paths: FieldPath[] = []
  // A path beside one above it is refused.
  for (const path of [['id'], ...select].toSorted((one, other) => one.length - other.length)) {
    if (!paths.some((above) => above.every((segment, i) => segment === path[i]))) paths.push(path)
  }
  const own = [attribute.version, attribute.ttl, attribute.expiresAt].map((name) => aliases.path(name))
  const text = [...own, ...paths.map((path) => fieldPath(path, aliases))].join(', ')
  return text.length > maxExpressionBytes ? undefined : text
}
