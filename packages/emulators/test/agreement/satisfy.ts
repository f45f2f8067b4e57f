import type { Json } from '../../src/cosmos/json.ts'
import type { Call, Chain, Expression, Path, Query } from '../../src/cosmos/sql/tree.ts'
import type { Chance } from './chance.ts'
import type { Draft, Drafts } from './draft.ts'

/** Changes documents until a condition holds of them, or as near to that as is known how. */
export class Satisfier {
  readonly #chance: Chance
  readonly #parameters: ReadonlyMap<string, Json>

  constructor(chance: Chance, parameters: ReadonlyMap<string, Json>) {
    this.#chance = chance
    this.#parameters = parameters
  }

  /** Makes one row of FROM that a query selects. */
  select({ from, where }: Query, drafts: Drafts): void {
    const all = new Map(drafts)
    for (const [index, { collection, each, alias }] of (from?.sources ?? []).entries()) {
      if (collection.kind === 'subquery') {
        this.select(collection.query, all)
        continue
      }
      // The first collection of the outermost query is the container, whatever its name.
      const root = all.get(collection.root.name) ?? (index === 0 ? all.get('') : undefined)
      const at = collection.steps.reduce((draft, step) => draft?.at(step), root)
      if (at !== undefined && alias !== undefined) all.set(alias, each ? at.element() : at)
    }
    if (where !== undefined) this.#hold(where, true, all)
  }

  #hold(node: Expression, wanted: boolean, drafts: Drafts): void {
    switch (node.kind) {
      case 'unary':
        if (node.operator === 'NOT') this.#hold(node.operand, !wanted, drafts)
        return
      case 'chain':
        return this.#chain(node, wanted, drafts)
      case 'call':
        return this.#call(node, wanted, drafts)
      case 'in': {
        const items = node.items.map((item) => this.#constant(item))
        const [first = 'v1', ...others] = items.filter((item) => item !== undefined)
        const inside = wanted !== node.negated
        return this.#set(node.value, inside ? this.#chance.of([first, ...others]) : 'other', drafts)
      }
      case 'between':
        return this.#set(node.value, this.#constant(wanted === node.negated ? undefined : node.low) ?? -1, drafts)
      case 'like': {
        const pattern = this.#constant(node.pattern)
        if (typeof pattern !== 'string') return
        return this.#set(
          node.value,
          wanted === node.negated ? '' : pattern.replaceAll('%', '').replaceAll('_', 'x'),
          drafts,
        )
      }
      case 'exists':
        if (wanted) this.select(node.query, drafts)
        return
      case 'path':
        return this.#set(node, wanted, drafts)
      default:
    }
  }

  #chain({ first, rest }: Chain, wanted: boolean, drafts: Drafts): void {
    const operator = rest[0]?.operator
    const operands = [first, ...rest.map(({ operand }) => operand)] as const
    if (operator === 'AND' || operator === 'OR') {
      const all = (operator === 'AND') === wanted
      for (const operand of all ? operands : [this.#chance.of(operands)]) this.#hold(operand, wanted, drafts)
      return
    }
    const [, second] = operands
    if (operator === undefined || second === undefined) return
    const [left, right] = [this.#constant(first), this.#constant(second)]
    if (right !== undefined) this.#set(first, this.#related(operator, right, wanted), drafts)
    else if (left !== undefined) this.#set(second, this.#related(turned[operator] ?? operator, left, wanted), drafts)
    else {
      this.#set(first, 'v1', drafts)
      this.#set(second, this.#related(turned[operator] ?? operator, 'v1', wanted), drafts)
    }
  }

  /** A value that stands to another one as an operator says. */
  #related(operator: string, value: Json, wanted: boolean): Json | undefined {
    const [one, other] = [this.#next(value, 1), this.#next(value, -1)]
    if (operator === '=' || operator === '!=') {
      return (operator === '=') === wanted ? value : this.#chance.of([one, other, undefined])
    }
    const isAbove = operator === '>' || operator === '>='
    if (!isAbove && operator !== '<' && operator !== '<=') return undefined
    // The bound itself is often what is got wrong.
    const isBound = (operator === '>=' || operator === '<=') === wanted && this.#chance.is(0.5)
    return isBound ? value : isAbove === wanted ? one : other
  }

  #next(value: Json, step: 1 | -1): Json {
    if (typeof value === 'number') return value + step
    if (typeof value === 'string') return step === 1 ? `${value}z` : value.slice(0, -1)
    return typeof value === 'boolean' ? !value : 'v1'
  }

  #call({ name, args }: Call, wanted: boolean, drafts: Drafts): void {
    const [first, second] = args
    if (first === undefined) return
    const value = second && this.#constant(second)
    const key = name.toUpperCase()
    const ofType = { IS_NULL: null, IS_NUMBER: 6, IS_STRING: 'v1', IS_BOOL: true, IS_ARRAY: ['v1'], IS_OBJECT: {} }
    if (key === 'IS_DEFINED') this.#define(first, wanted, drafts)
    else if (Object.hasOwn(ofType, key)) this.#set(first, wanted ? ofType[key as keyof typeof ofType] : 'v1', drafts)
    else if (key === 'ARRAY_CONTAINS') this.#contain(first, second, wanted, drafts)
    else if (value !== undefined) this.#set(first, wanted ? value : 'other', drafts)
  }

  #contain(list: Expression, item: Expression | undefined, wanted: boolean, drafts: Drafts): void {
    const [known, value] = [this.#constant(list), item && this.#constant(item)]
    if (Array.isArray(known) && item !== undefined) {
      const [first = 'v1', ...others] = known as readonly Json[]
      this.#set(item, wanted ? this.#chance.of([first, ...others]) : 'other', drafts)
    } else this.#set(list, wanted && value !== undefined ? [value, 'other'] : [], drafts)
  }

  #define(node: Expression, wanted: boolean, drafts: Drafts): void {
    const draft = this.#draft(node, drafts)
    if (!wanted) draft?.set(undefined)
    else if (draft?.get() === undefined) draft?.set('v1')
  }

  /** Gives a value to what is a path, or a path in another spelling. */
  #set(node: Expression, value: Json | undefined, drafts: Drafts): void {
    if (node.kind !== 'call') return this.#draft(node, drafts)?.set(value)
    const [first] = node.args
    const key = node.name.toUpperCase()
    if (first === undefined) return
    if (key === 'LOWER' || key === 'UPPER') {
      const isText = typeof value === 'string' && this.#chance.is(0.5)
      this.#set(first, isText ? (key === 'LOWER' ? value.toUpperCase() : value.toLowerCase()) : value, drafts)
    } else if (key === 'ARRAY_LENGTH' && typeof value === 'number')
      this.#set(first, Array(Math.min(Math.max(0, value), 9)).fill('v1'), drafts)
    else if (key === 'LENGTH' && typeof value === 'number')
      this.#set(first, 'v'.repeat(Math.min(Math.max(0, value), 99)), drafts)
    else this.#set(first, value, drafts)
  }

  #draft(node: Expression, drafts: Drafts): Draft | undefined {
    if (node.kind === 'name') return drafts.get(node.name)
    if (node.kind !== 'path') return undefined
    const { base, steps }: Path = node
    const root = base.kind === 'name' ? drafts.get(base.name) : undefined
    return steps.reduce((draft, step) => {
      if ('name' in step) return draft?.at(step.name)
      return step.index.kind === 'literal' && typeof step.index.value === 'number'
        ? draft?.element(step.index.value)
        : undefined
    }, root)
  }

  #constant(node: Expression | undefined): Json | undefined {
    if (node?.kind === 'literal') return node.value
    if (node?.kind === 'parameter') return this.#parameters.get(node.name)
    if (node?.kind === 'array') return node.items.map((item) => this.#constant(item) ?? null)
    if (node?.kind !== 'call' || node.args.length !== 1) return undefined
    const value = this.#constant(node.args[0])
    if (typeof value !== 'string') return undefined
    const key = node.name.toUpperCase()
    return { LOWER: value.toLowerCase(), UPPER: value.toUpperCase() }[key]
  }
}

const turned: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }
