import { features, type Feature } from '../features.ts'
import { parseFragment, parseQueryText } from '../sql/parse-query.ts'
import type { Clauses, Query, SortKey } from '../sql/syntax.ts'
import { UnparsedQuery } from '../sql/tokens.ts'
import { classifyColumns, isAggregate } from './columns.ts'
import { classifyCondition } from './condition.ts'
import { Findings, isOpenPath, pathsOf } from './findings.ts'
import { functionFeature } from './operand.ts'

/** A query as the corpus has it: its text, and the fragments that code appends to it on demand. */
export interface QueryText {
  readonly sql: string
  readonly append?: readonly string[]
}

/** `fixed`: the text is all there is. `values`: values are written into it. `appended`: clauses are added on demand. `clauses`: made elsewhere. */
export type TextForm = 'fixed' | 'values' | 'appended' | 'clauses'

export interface Classification {
  readonly form: TextForm
  /** In the order of `features`. */
  readonly needs: readonly Feature[]
  /** Why the text could not be read. */
  readonly unparsed?: string
}

const rank = Object.keys(features)

/** What a query needs, by the part of its text that can be seen. */
export function classify({ sql, append = [] }: QueryText): Classification {
  const findings = new Findings()
  let unparsed: string | undefined
  try {
    const clauses = [parseQueryText(sql), ...append.map(parseFragment)]
    for (const part of clauses) {
      if (isQuery(part)) classifyQuery(part, findings)
      else classifyClauses(part, findings)
    }
    if (clauses.every(({ where }) => where === undefined) && findings.clauseHoles === 0) findings.add('no-filter')
  } catch (error) {
    if (!(error instanceof UnparsedQuery)) throw error
    unparsed = error.message
    findings.add('unparsed')
  }
  if (append.length > 0) findings.add('optional-clause')
  if (findings.clauseHoles > 0) findings.add('clause-hole')
  const needs = [...findings.features].toSorted((one, other) => rank.indexOf(one) - rank.indexOf(other))
  return { form: formOf(findings.features), needs, ...(unparsed === undefined ? {} : { unparsed }) }
}

/** A fragment may be a whole query around the text. */
function isQuery(part: Clauses | Query): part is Query {
  return 'columns' in part
}

function formOf(found: ReadonlySet<Feature>): TextForm {
  if (found.has('clause-hole')) return 'clauses'
  if (found.has('optional-clause')) return 'appended'
  return found.has('value-hole') ? 'values' : 'fixed'
}

function classifyQuery(query: Query, findings: Findings): void {
  const elements = new Set(query.sources.filter(({ elementsOf }) => elementsOf !== undefined).map(({ alias }) => alias))
  if (query.sources.some((source) => source.query !== undefined)) findings.add('derived-table')
  if (query.top !== undefined) {
    findings.add('top')
    findings.value(query.top)
  }
  classifyColumns(query, elements, findings)
  if (elements.size > 0 && !findings.features.has('join-elements')) findings.add('join-condition')
  classifyClauses(query, findings)
}

function classifyClauses({ where, groupBy, orderBy, paging, holes }: Clauses, findings: Findings): void {
  findings.clauseHoles += holes
  if (where !== undefined) classifyCondition(where, findings)
  if (groupBy !== undefined) findings.add('group-by')
  for (const path of (groupBy ?? []).flatMap(pathsOf)) findings.path(path)
  if (paging.length > 0) findings.add('offset-limit')
  for (const value of paging) findings.value(value)
  if (orderBy.length > 0) classifyOrder(orderBy, findings)
}

function classifyOrder(orderBy: readonly SortKey[], findings: Findings): void {
  if (orderBy.length > 3) findings.add('other-syntax')
  if (orderBy.some(({ expression }) => isAggregate(expression))) return findings.add('order-by-aggregate')
  for (const { expression } of orderBy) {
    if (expression.kind === 'call') findings.add(functionFeature(expression.name))
    else if (expression.kind !== 'path') findings.add('other-syntax')
    else if (!isOpenPath(expression)) findings.path(expression)
  }
  findings.add(orderBy.length === 1 ? 'order-by' : 'order-by-several')
}
