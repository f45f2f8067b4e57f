import { aggregateName } from './aggregate.ts'
import type { Expression, SelectItem } from './tree.ts'

/** The names of the fields of a row: given, that of the field selected, or `$1`, `$2`, .. */
export function itemNames(items: readonly SelectItem[]): string[] {
  let unnamed = 0
  return items.map(({ expression, alias }) => alias ?? ownName(expression) ?? `$${++unnamed}`)
}

function ownName(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name
  const last = expression.kind === 'path' ? expression.steps.at(-1) : undefined
  return last && 'name' in last ? last.name : undefined
}

/** The parts of an expression, without those of queries within it. */
export function children(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'path':
      return [node.base, ...node.steps.flatMap((step) => ('index' in step ? [step.index] : []))]
    case 'unary':
      return [node.operand]
    case 'chain':
      return [node.first, ...node.rest.map(({ operand }) => operand)]
    case 'call':
      return node.args
    case 'between':
      return [node.value, node.low, node.high]
    case 'in':
      return [node.value, ...node.items]
    case 'like':
      return [node.value, node.pattern]
    case 'conditional':
      return [...node.branches.flatMap(({ test, value }) => [test, value]), node.otherwise]
    case 'array':
      return node.items
    case 'object':
      return node.fields.map(({ value }) => value)
    default:
      return []
  }
}

/** Whether an aggregate of the query itself stands somewhere in an expression. */
export function hasAggregate(node: Expression): boolean {
  return (node.kind === 'call' && aggregateName(node.name) !== undefined) || children(node).some(hasAggregate)
}
