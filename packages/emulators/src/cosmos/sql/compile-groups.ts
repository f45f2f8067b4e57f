import { aggregates, type Accumulator, type AggregateName } from './aggregate.ts'
import { ExpressionCompiler, type CompileRows, type Groups } from './compile-expression.ts'
import { SqlError } from './engine.ts'
import { print } from './print.ts'
import type { Environment, Evaluate, Scope } from './scope.ts'
import type { Expression, Name, Path } from './tree.ts'
import { identity, type Value } from './value.ts'

interface Group {
  readonly keys: readonly Value[]
  readonly accumulators: readonly Accumulator[]
}

/** The groups of one run: rows go in, then each group is put into the environment. */
export interface Grouping {
  add(environment: Environment): void
  forEach(environment: Environment, visit: () => void): void
}

/** Gathers what a query with GROUP BY or aggregates knows of each group. */
export class GroupCompiler implements Groups {
  readonly #places: ReadonlyMap<string, number>
  readonly #kinds: ReadonlySet<string>
  readonly #keys: readonly Evaluate[]
  readonly #aggregates: { readonly name: AggregateName; readonly argument: Evaluate }[] = []
  /** The places of the query's own collections: those of queries around it are the same for all rows. */
  readonly #firstPlace: number

  constructor(keys: readonly Expression[], scope: Scope, rows: CompileRows, firstPlace: number) {
    const compiler = new ExpressionCompiler(scope, rows)
    this.#keys = keys.map((key) => compiler.compile(key))
    this.#places = new Map(keys.map((key, index) => [print(key), index]))
    this.#kinds = new Set(keys.map(({ kind }) => kind))
    this.#firstPlace = firstPlace
  }

  place(node: Expression): number | undefined {
    return this.#kinds.has(node.kind) ? this.#places.get(print(node)) : undefined
  }

  add(name: AggregateName, argument: Evaluate): number {
    return this.#keys.length + this.#aggregates.push({ name, argument }) - 1
  }

  refuse(name: Name, place: number, steps: Path['steps'] = []): void {
    if (place < this.#firstPlace) return
    const reference = print({ kind: 'path', base: name, steps })
    const message = `Property reference '${reference}' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.`
    throw new SqlError('SC2102', message, name.location)
  }

  start(): Grouping {
    const groups = new Map<string, Group>()
    if (this.#keys.length === 0) groups.set('', this.#group([]))
    return {
      add: (environment) => {
        const keys = this.#keys.map((key) => key(environment))
        const id = keys.map(identity).join()
        let group = groups.get(id)
        if (!group) groups.set(id, (group = this.#group(keys)))
        for (const [index, { argument }] of this.#aggregates.entries()) {
          group.accumulators[index]?.add(argument(environment))
        }
      },
      forEach: (environment, visit) => {
        const outer = environment.aggregates
        for (const { keys, accumulators } of groups.values()) {
          environment.aggregates = [...keys, ...accumulators.map((accumulator) => accumulator.result())]
          visit()
        }
        environment.aggregates = outer
      },
    }
  }

  #group(keys: readonly Value[]): Group {
    return { keys, accumulators: this.#aggregates.map(({ name }) => aggregates[name].create()) }
  }
}
