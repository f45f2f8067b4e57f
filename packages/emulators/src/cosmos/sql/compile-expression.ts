import { aggregateName, type AggregateName } from './aggregate.ts'
import { SqlError } from './engine.ts'
import { functionOf } from './functions/registry.ts'
import { likeMatcher } from './like.ts'
import { between, binary, unary } from './operators.ts'
import type { Environment, Evaluate, Scope } from './scope.ts'
import type { Call, Chain, Expression, Name, Path, Query } from './tree.ts'
import { element, field, put, same, type Value } from './value.ts'
import type { Json } from '../json.ts'

/** Compiles a query within parentheses to what gives its rows. */
export type CompileRows = (
  query: Query,
  scope: Scope,
  outermost: boolean,
) => (environment: Environment) => readonly Json[]

/** Makes functions of expressions. */
export class ExpressionCompiler {
  readonly #scope: Scope
  readonly #rows: CompileRows
  /** Set where the query answers groups: only what is the same in a whole group may stand there. */
  readonly #groups: Groups | undefined

  constructor(scope: Scope, rows: CompileRows, groups?: Groups) {
    this.#scope = scope
    this.#rows = rows
    this.#groups = groups
  }

  compile(node: Expression): Evaluate {
    const grouped = this.#groups?.place(node)
    if (grouped !== undefined) return (environment) => environment.aggregates[grouped]
    switch (node.kind) {
      case 'literal': {
        const { value } = node
        return () => value
      }
      case 'undefined':
        return () => undefined
      case 'parameter': {
        const place = this.#scope.parameters.place(node)
        return (environment) => environment.parameters[place]
      }
      case 'name':
        return this.#name(node)
      case 'path':
        return this.#path(node)
      case 'unary': {
        const [operator, operand] = [unary[node.operator], this.compile(node.operand)]
        return (environment) => operator(operand(environment))
      }
      case 'chain':
        return this.#chain(node)
      case 'call':
        return this.#call(node)
      default:
        return this.#compound(node)
    }
  }

  #compound(
    node: Exclude<Expression, { kind: 'literal' | 'parameter' | 'name' | 'path' | 'chain' | 'call' }>,
  ): Evaluate {
    switch (node.kind) {
      case 'between':
        return this.#between(node)
      case 'in':
        return this.#in(node)
      case 'like':
        return this.#like(node)
      case 'conditional':
        return this.#conditional(node)
      case 'array':
        return this.#array(node.items)
      case 'object':
        return this.#object(node.fields)
      case 'exists': {
        const rows = this.#rowsOf(node)
        return (environment) => rows(environment).length > 0
      }
      case 'collect': {
        const rows = this.#rowsOf(node)
        return (environment) => [...rows(environment)]
      }
      case 'subquery': {
        const rows = this.#rowsOf(node)
        return (environment) => only(rows(environment))
      }
      default:
        throw new TypeError(`An expression of an unknown kind: ${node.kind}`)
    }
  }

  /** A query within one that answers groups has no row of it to be about. */
  #rowsOf({ query }: { readonly query: Query }): ReturnType<CompileRows> {
    const groups = this.#groups
    const scope = groups ? this.#scope.guarded((name, place) => groups.refuse(name, place)) : this.#scope
    return this.#rows(query, scope, false)
  }

  #name(node: Name): Evaluate {
    const place = this.#scope.resolve(node)
    this.#groups?.refuse(node, place)
    return (environment) => environment.collections[place]
  }

  #path({ base, steps }: Path): Evaluate {
    if (base.kind === 'name') this.#groups?.refuse(base, this.#scope.resolve(base), steps)
    const start = base.kind === 'name' ? this.#collection(base) : this.compile(base)
    const names = steps.map((step) => ('name' in step ? step.name : this.compile(step.index)))
    const [single] = names
    if (names.length === 1 && typeof single === 'string') return (environment) => field(start(environment), single)
    return (environment) => {
      let value = start(environment)
      for (const name of names) {
        value = typeof name === 'string' ? field(value, name) : element(value, name(environment))
      }
      return value
    }
  }

  #collection(node: Name): Evaluate {
    const place = this.#scope.resolve(node)
    return (environment) => environment.collections[place]
  }

  #chain({ first, rest }: Chain): Evaluate {
    const start = this.compile(first)
    const [head] = rest
    if (head?.operator === 'AND') return this.#logical(start, rest, false)
    if (head?.operator === 'OR') return this.#logical(start, rest, true)
    if (head?.operator === '??') return this.#coalesce(start, rest)
    const links = rest.map(({ operator, operand }) => ({
      call: binary[operator as keyof typeof binary],
      operand: this.compile(operand),
    }))
    const [link] = links
    if (link && links.length === 1) {
      const { call, operand } = link
      return (environment) => call(start(environment), operand(environment))
    }
    return (environment) =>
      links.reduce<Value>((left, { call, operand }) => call(left, operand(environment)), start(environment))
  }

  /** AND and OR: the one value that decides ends it, all the other one is the other one, anything else is undefined. */
  #logical(start: Evaluate, rest: Chain['rest'], decides: boolean): Evaluate {
    const operands = [start, ...rest.map(({ operand }) => this.compile(operand))]
    return (environment) => {
      let result: Value = !decides
      for (const operand of operands) {
        const value = operand(environment)
        if (value === decides) return decides
        if (value !== !decides) result = undefined
      }
      return result
    }
  }

  #coalesce(start: Evaluate, rest: Chain['rest']): Evaluate {
    const operands = [start, ...rest.map(({ operand }) => this.compile(operand))]
    return (environment) => {
      for (const operand of operands) {
        const value = operand(environment)
        if (value !== undefined) return value
      }
      return undefined
    }
  }

  #between(node: Extract<Expression, { kind: 'between' }>): Evaluate {
    const [value, low, high] = [this.compile(node.value), this.compile(node.low), this.compile(node.high)]
    const test: Evaluate = (environment) => between(value(environment), low(environment), high(environment))
    return node.negated ? (environment) => unary.NOT(test(environment)) : test
  }

  /** Undefined of what is undefined; what is of another type is not in the list. */
  #in({ value: tested, items, negated }: Extract<Expression, { kind: 'in' }>): Evaluate {
    const value = this.compile(tested)
    const options = items.map((item) => this.compile(item))
    return (environment) => {
      const wanted = value(environment)
      if (wanted === undefined) return undefined
      return options.some((option) => same(option(environment), wanted)) !== negated
    }
  }

  #like({ value: tested, pattern, escape, negated }: Extract<Expression, { kind: 'like' }>): Evaluate {
    const [value, wanted] = [this.compile(tested), this.compile(pattern)]
    let [known, matcher] = ['', likeMatcher('', escape)]
    return (environment) => {
      const [text, like] = [value(environment), wanted(environment)]
      if (typeof text !== 'string' || typeof like !== 'string') return undefined
      if (like !== known) [known, matcher] = [like, likeMatcher(like, escape)]
      return matcher(text) !== negated
    }
  }

  #conditional({ branches, otherwise }: Extract<Expression, { kind: 'conditional' }>): Evaluate {
    const compiled = branches.map(({ test, value }) => ({ test: this.compile(test), value: this.compile(value) }))
    const last = this.compile(otherwise)
    return (environment) => {
      for (const { test, value } of compiled) if (test(environment) === true) return value(environment)
      return last(environment)
    }
  }

  /** What is undefined is left out. */
  #array(nodes: readonly Expression[]): Evaluate {
    const items = nodes.map((node) => this.compile(node))
    return (environment) => items.map((item) => item(environment)).filter((value) => value !== undefined)
  }

  /** What is undefined is left out. */
  #object(nodes: Extract<Expression, { kind: 'object' }>['fields']): Evaluate {
    const fields = nodes.map(({ name, value }) => ({ name, value: this.compile(value) }))
    return (environment) => {
      const object: Record<string, Json> = {}
      for (const { name, value } of fields) {
        const found = value(environment)
        if (found !== undefined) put(object, name, found)
      }
      return object
    }
  }

  #call(node: Call): Evaluate {
    const aggregate = aggregateName(node.name)
    if (aggregate) return this.#aggregate(aggregate, node)
    const definition = functionOf(node)
    const args = node.args.map((arg) => this.compile(arg))
    return (environment) => {
      const values = args.map((arg) => arg(environment))
      return definition.call(values, environment.clock)
    }
  }

  #aggregate(name: AggregateName, { args, location }: Call): Evaluate {
    const [argument] = args
    if (!argument || args.length > 1) {
      throw new SqlError('SC2050', `The ${name} function requires 1 argument(s).`, location)
    }
    if (!this.#groups) {
      throw new SqlError('SC2101', `The aggregate function '${name}' is not allowed here.`, location)
    }
    const compiled = new ExpressionCompiler(this.#scope, this.#rows).compile(argument)
    const place = this.#groups.add(name, compiled)
    return (environment) => environment.aggregates[place]
  }
}

/** What a query that answers groups knows of each of them. */
export interface Groups {
  /** The place of a key among the values of a group; undefined for what is none. */
  place(node: Expression): number | undefined
  /** Gives an aggregate its place. */
  add(name: AggregateName, argument: Evaluate): number
  /** @throws SqlError if the collection is one of this query, which has many rows in a group */
  refuse(name: Name, place: number, steps?: Path['steps']): void
}

function only(rows: readonly Json[]): Value {
  if (rows.length > 1) {
    throw new SqlError('', 'The cardinality of a scalar subquery result set cannot be greater than one.')
  }
  return rows[0]
}
