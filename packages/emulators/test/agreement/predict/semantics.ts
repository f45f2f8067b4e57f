import type { Json } from '../../../src/cosmos/json.ts'
import { aggregates, type AggregateName } from '../../../src/cosmos/sql/aggregate.ts'
import { functionOf } from '../../../src/cosmos/sql/functions/registry.ts'
import { between, binary, unary } from '../../../src/cosmos/sql/operators.ts'
import { itemNames } from '../../../src/cosmos/sql/select.ts'
import type { Call, Operator, Query, SelectItem, SortKey } from '../../../src/cosmos/sql/tree.ts'
import { equal, identity, same, type Value } from '../../../src/cosmos/sql/value.ts'
import type { Answer } from '../answer.ts'

/** What a query must not do: the answer is status 400 with this in its message. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

export type Bitwise = Extract<Operator, '|' | '&' | '^' | '<<' | '>>' | '>>>'>

/** What a server answers where servers are of different minds. */
export interface Semantics {
  /** The text that is run in place of another one. */
  readonly text: (text: string) => string
  /** The refusal of a query as a whole, for reasons that are not those of our compiler. */
  readonly refusal: (query: Query) => Answer | undefined
  /** Whether a query is run although our compiler refuses it for this reason. */
  readonly accepts: (reason: string, query: Query) => boolean
  /** The names of the fields of a row. */
  readonly names: (items: readonly SelectItem[]) => readonly string[]
  /** What a name is that no collection has; the document is absent where FROM has more than the container. */
  readonly unresolved: (name: string, document: Value) => Value
  /** `SELECT *` over several collections. */
  readonly star: (values: ReadonlyMap<string, Value>) => Value
  readonly equal: (left: Value, right: Value) => Value
  readonly bitwise: (operator: Bitwise, left: Value, right: Value) => Value
  /** Which side of `? :` is taken; undefined for none. */
  readonly taken: (test: Value) => boolean | undefined
  /** `value IN (options)`, which are evaluated as they are asked for. */
  readonly isIn: (value: Value, options: Iterable<Value>, negated: boolean) => Value
  readonly isBetween: (value: Value, low: Value, high: Value, negated: boolean) => Value
  readonly call: (call: Call, args: readonly Value[]) => Value
  /** The items of an array that is written in the query; some may be undefined. */
  readonly items: (values: readonly Value[]) => readonly Value[]
  /** The fields of an object that is written in the query; some may be undefined. */
  readonly fields: (
    entries: readonly (readonly [name: string, value: Value])[],
  ) => readonly (readonly [string, Value])[]
  /** Is asked before a query within the query is run. */
  readonly subquery: (where: 'expression' | 'from') => void
  /** What a path in FROM finds, if it is there. */
  readonly source: (found: Value) => Value
  /** Whether the last document comes first where all keys are equal. */
  readonly turnsTies: (keys: readonly SortKey[]) => boolean
  readonly aggregate: (name: AggregateName, values: readonly Value[]) => Value
  /** Whether an aggregate is one also where it stands within what is no operator and no call. */
  readonly aggregatesWithin: () => boolean
  /** A text that is the same for the rows of one group. */
  readonly group: (keys: readonly Value[]) => string
  /** What SELECT VALUE makes of a row; undefined for none. */
  readonly row: (value: Value) => Value
}

/** The language as the emulator has it: written for being read, where its compiler is written for speed. */
export const documented: Semantics = {
  text: (text) => text,
  refusal: () => undefined,
  accepts: () => false,
  names: itemNames,
  unresolved: () => undefined,
  star: (values) => [...values.values()][0],
  equal,
  bitwise: (operator, left, right) => binary[operator](left, right),
  taken: (test) => test === true,
  isIn(value, options, negated) {
    if (value === undefined) return undefined
    for (const option of options) if (same(option, value)) return !negated
    return negated
  },
  isBetween(value, low, high, negated) {
    const inside = between(value, low, high)
    return negated ? unary.NOT(inside) : inside
  },
  call: (call, args) => functionOf(call).call(args, () => 0),
  items: (values) => values.filter((value) => value !== undefined),
  fields: (entries) => entries.filter(([, value]) => value !== undefined),
  subquery: () => undefined,
  source: (found) => found,
  turnsTies: (keys) => keys.some(({ descending }) => descending),
  aggregate(name, values) {
    const accumulator = aggregates[name].create()
    for (const value of values) accumulator.add(value)
    return accumulator.result()
  },
  aggregatesWithin: () => true,
  group: (keys) => keys.map(identity).join(),
  row: (value) => value,
}

/** A value as JSON, in which nothing is undefined. */
export function asJson(value: Value): Json {
  if (Array.isArray(value)) return (value as readonly Value[]).filter((item) => item !== undefined).map(asJson)
  if (typeof value !== 'object' || value === null) return value ?? null
  const entries = Object.entries<Value>(value as Readonly<Record<string, Value>>)
  return Object.fromEntries(
    entries.filter(([, field]) => field !== undefined).map(([name, field]) => [name, asJson(field)]),
  )
}
