import type { Json } from '../../../src/cosmos/json.ts'
import { aggregateName, type AggregateName } from '../../../src/cosmos/sql/aggregate.ts'
import { SqlError } from '../../../src/cosmos/sql/engine.ts'
import { likeMatcher } from '../../../src/cosmos/sql/like.ts'
import { binary, unary } from '../../../src/cosmos/sql/operators.ts'
import type { Call, Chain, Expression, Path, Query } from '../../../src/cosmos/sql/tree.ts'
import { element, field, type Value } from '../../../src/cosmos/sql/value.ts'
import { Refusal, type Bitwise, type Semantics } from './semantics.ts'

/** The values of collections, by their names. */
export type Bindings = ReadonlyMap<string, Value>

/** Where an expression is evaluated. */
export interface Place {
  readonly semantics: Semantics
  readonly bindings: Bindings
  /** The name of the container, where it is all that FROM has. */
  readonly document?: string | undefined
  readonly parameters: ReadonlyMap<string, Json>
  /** The rows over which aggregates go. */
  readonly group?: readonly Bindings[] | undefined
  readonly rows: (query: Query, place: Place) => readonly Value[]
}

/** What an expression comes to. */
export function evaluate(node: Expression, place: Place): Value {
  switch (node.kind) {
    case 'literal':
      return node.value
    case 'undefined':
      return undefined
    case 'parameter':
      return place.parameters.get(node.name)
    case 'name':
      return named(node.name, place)
    case 'unary':
      return unary[node.operator](evaluate(node.operand, place))
    case 'chain':
      return chain(node, place)
    case 'call':
      return call(node, place)
    case 'conditional':
      return conditional(node, place)
    default:
      return compound(node, place.semantics.aggregatesWithin() ? place : { ...place, group: undefined })
  }
}

function named(name: string, { bindings, document, semantics }: Place): Value {
  return bindings.has(name) ? bindings.get(name) : semantics.unresolved(name, bindings.get(document ?? ''))
}

type Compound = Exclude<
  Expression,
  { kind: 'literal' | 'undefined' | 'parameter' | 'name' | 'unary' | 'chain' | 'call' | 'conditional' }
>

function compound(node: Compound, place: Place): Value {
  const { semantics } = place
  const of = (part: Expression): Value => evaluate(part, place)
  switch (node.kind) {
    case 'path':
      return path(node, place)
    case 'between':
      return semantics.isBetween(of(node.value), of(node.low), of(node.high), node.negated)
    case 'in':
      return semantics.isIn(of(node.value), each(node.items, of), node.negated)
    case 'like':
      return like(of(node.value), of(node.pattern), node)
    case 'array':
      // Values that are undefined are kept as long as the semantics keeps them.
      return semantics.items(node.items.map(of)) as Value
    case 'object':
      return Object.fromEntries(semantics.fields(node.fields.map(({ name, value }) => [name, of(value)]))) as Value
    case 'exists':
      return within(node.query, place).length > 0
    case 'collect':
      return within(node.query, place) as Value
    case 'subquery':
      return only(within(node.query, place))
    default:
      throw new TypeError('An expression of an unknown kind')
  }
}

function* each(nodes: readonly Expression[], of: (node: Expression) => Value): Iterable<Value> {
  for (const node of nodes) yield of(node)
}

function path({ base, steps }: Path, place: Place): Value {
  return steps.reduce<Value>(
    (value, step) => ('name' in step ? field(value, step.name) : element(value, evaluate(step.index, place))),
    evaluate(base, place),
  )
}

function like(
  value: Value,
  pattern: Value,
  { escape, negated }: { readonly escape: string | undefined; readonly negated: boolean },
): Value {
  if (typeof value !== 'string' || typeof pattern !== 'string') return undefined
  return likeMatcher(pattern, escape)(value) !== negated
}

const bitwise: ReadonlySet<string> = new Set<Bitwise>(['|', '&', '^', '<<', '>>', '>>>'])

function chain({ first, rest }: Chain, place: Place): Value {
  const { semantics } = place
  let left = evaluate(first, place)
  for (const { operator, operand } of rest) {
    if (operator === '??') {
      if (left === undefined) left = evaluate(operand, place)
      continue
    }
    const right = evaluate(operand, place)
    if (operator === 'AND' || operator === 'OR') left = logical(left, right, operator === 'OR')
    else if (operator === '=') left = semantics.equal(left, right)
    else if (operator === '!=') left = unary.NOT(semantics.equal(left, right))
    else if (bitwise.has(operator)) left = semantics.bitwise(operator as Bitwise, left, right)
    else left = binary[operator](left, right)
  }
  return left
}

function logical(left: Value, right: Value, decides: boolean): Value {
  if (left === decides || right === decides) return decides
  return left === !decides && right === !decides ? !decides : undefined
}

function conditional({ branches, otherwise }: Extract<Expression, { kind: 'conditional' }>, place: Place): Value {
  for (const { test, value } of branches) {
    const taken = place.semantics.taken(evaluate(test, place))
    if (taken === undefined) return undefined
    if (taken) return evaluate(value, place)
  }
  return evaluate(otherwise, place)
}

function call(node: Call, place: Place): Value {
  const aggregate = aggregateName(node.name)
  if (aggregate !== undefined && place.group !== undefined) return aggregated(aggregate, node, place)
  const args = node.args.map((argument) => evaluate(argument, place))
  if (aggregate !== undefined) throw new Refusal(`unsupported expression: aggregate function ${aggregate}`)
  return place.semantics.call(node, args)
}

function aggregated(name: AggregateName, { args: [argument] }: Call, place: Place): Value {
  const { group = [], ...outside } = place
  const values = group.map((bindings) => argument && evaluate(argument, { ...outside, bindings }))
  return place.semantics.aggregate(name, values)
}

function within(query: Query, place: Place): readonly Value[] {
  place.semantics.subquery('expression')
  return place.rows(query, place)
}

function only(rows: readonly Value[]): Value {
  if (rows.length > 1) throw new SqlError('', 'More than one row.')
  return rows[0]
}
