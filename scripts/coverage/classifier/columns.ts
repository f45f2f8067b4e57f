import type { CallExpression, Column, Expression, PathExpression, Query } from '../sql/syntax.ts'
import { classifyCondition } from './condition.ts'
import { isValue, partsOf, pathsOf, type Findings } from './findings.ts'

const functions = ['COUNT', 'SUM', 'AVG', 'MIN', 'MAX']

export function isAggregate(expression: Expression): expression is CallExpression {
  return expression.kind === 'call' && functions.includes(expression.name)
}

/** Notes what the answer of a query needs; `elements` are the aliases that stand for elements of arrays. */
export function classifyColumns(query: Query, elements: ReadonlySet<string>, findings: Findings): void {
  const { columns, value, groupBy } = query
  if (columns === undefined) return findings.add('all-fields')
  const aggregates = columns.flatMap(({ expression }) => partsOf(expression)).filter(isAggregate)
  if (aggregates.length > 0 || groupBy !== undefined) {
    for (const call of aggregates) classifyAggregate(call, findings)
    if (aggregates.length > 1) findings.add('aggregate-columns')
    for (const column of columns)
      if (column.expression.kind === 'path') classifyName(column, column.expression, findings)
    return
  }
  if (pathsOfColumns(columns).some(({ root }) => elements.has(root))) return findings.add('join-elements')
  for (const column of columns) classifyColumn(column, value, query.distinct, findings)
}

function pathsOfColumns(columns: readonly Column[]): PathExpression[] {
  return columns.flatMap(({ expression }) => pathsOf(expression))
}

function classifyColumn(column: Column, value: boolean, distinct: boolean, findings: Findings): void {
  const { expression } = column
  if (expression.kind !== 'path') return findings.add('projection-computed')
  const bare = expression.segments.length === 0
  if (bare) return findings.add(value ? 'all-fields' : 'document-column')
  if (distinct) return findings.add(value ? 'distinct' : 'group-by')
  if (expression.segments[0] === '_ts') findings.add('timestamp')
  if (value) return findings.add('projection-value')
  findings.add('projection')
  classifyName(column, expression, findings)
}

/** Whether the column is called as `select` and `groupBy` call it. */
function classifyName({ name }: Column, { segments }: PathExpression, findings: Findings): void {
  if (segments.length > 1) findings.add('projection-nested')
  if (name !== undefined && name !== segments.at(-1)) findings.add('projection-alias')
}

function classifyAggregate({ name, arguments: [item], distinct }: CallExpression, findings: Findings): void {
  if (item === undefined) return findings.add('other-syntax')
  for (const path of pathsOf(item)) findings.path(path)
  if (distinct) return findings.add(name === 'COUNT' && item.kind === 'path' ? 'count-distinct' : 'other-syntax')
  if (name === 'COUNT') return classifyCount(item, findings)
  if (item.kind === 'conditional') return classifyConditional(name, item.parts, findings)
  if (item.kind === 'binary') {
    const solvable = name === 'SUM' && isSum(item)
    return findings.add(solvable ? 'sum-of-expression' : 'arithmetic-of-fields')
  }
  if (item.kind !== 'path') return findings.add('other-syntax')
  findings.add(name === 'SUM' ? 'sum' : name === 'AVG' ? 'average' : 'extremes')
}

/** `COUNT(1)` counts documents; `COUNT(c.f)` those that have the field. */
function classifyCount(item: Expression, findings: Findings): void {
  const whole = isValue(item) || (item.kind === 'path' && item.segments.length === 0)
  findings.add('count', ...(whole ? [] : (['defined'] as const)))
}

/** `SUM(condition ? 1 : 0)`. */
function classifyConditional(name: string, [condition, yes, no]: readonly Expression[], findings: Findings): void {
  const counts = name === 'SUM' && yes?.kind === 'literal' && no?.kind === 'literal' && no.value === 0
  if (!counts || condition === undefined) return findings.add('other-syntax')
  findings.add('conditional-sum')
  classifyCondition(condition, findings)
}

function isSum(expression: Expression): boolean {
  if (expression.kind === 'path') return true
  return (
    expression.kind === 'binary' &&
    ['+', '-'].includes(expression.operator) &&
    isSum(expression.left) &&
    isSum(expression.right)
  )
}
