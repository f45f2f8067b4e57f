import type { Json } from '../json.ts'
import { SqlError } from './engine.ts'
import type { Clock } from './functions/definition.ts'
import type { Name, Parameter } from './tree.ts'
import type { Value } from './value.ts'

/** What a running query knows: the values of its collections and parameters, each at its place. */
export interface Environment {
  /** What a query that is not within another one reads. */
  readonly documents: Iterable<Json>
  readonly collections: Value[]
  readonly parameters: readonly Json[]
  readonly clock: Clock
  /** The group that is being answered: what its aggregates come to, by their place. */
  aggregates: readonly Value[]
  /** How many values the first collection of the outermost query has had. */
  document: number
  /** How many rows of collections it may still look at, in all queries within it. */
  stepsLeft: number
}

/** An expression that has been compiled. */
export type Evaluate = (environment: Environment) => Value

/** The names of parameters in the order of their places; shared by all queries of a text. */
export class ParameterPlaces {
  readonly #places = new Map<string, number>()

  get names(): string[] {
    return [...this.#places.keys()]
  }

  place({ name }: Parameter): number {
    const place = this.#places.get(name) ?? this.#places.size
    this.#places.set(name, place)
    return place
  }
}

/** The collections that an expression may name. */
export class Scope {
  readonly parameters: ParameterPlaces
  readonly #outer: Scope | undefined
  readonly #guard: ((name: Name, place: number) => void) | undefined
  readonly #names = new Map<string, number>()
  #size: number

  constructor(parameters: ParameterPlaces, outer?: Scope, guard?: (name: Name, place: number) => void) {
    this.parameters = parameters
    this.#outer = outer
    this.#guard = guard
    this.#size = outer?.size ?? 0
  }

  get size(): number {
    return this.#size
  }

  /** Gives a collection a place; its name, if it has one, is resolved from here on. */
  declare(alias: string | undefined): number {
    const place = this.#size++
    if (alias !== undefined) this.#names.set(alias, place)
    return place
  }

  find(name: string): number | undefined {
    return this.#names.get(name) ?? this.#outer?.find(name)
  }

  resolve(node: Name): number {
    const { name, location } = node
    const place = this.find(name)
    if (place === undefined) throw new SqlError('SC2001', `Identifier '${name}' could not be resolved.`, location)
    this.#check(node, place)
    return place
  }

  /** A scope for a query within this one's, that hears of each name of this one that is used there. */
  guarded(guard: (name: Name, place: number) => void): Scope {
    const { size } = this
    return new Scope(this.parameters, this, (name, place) => {
      if (place < size) guard(name, place)
    })
  }

  #check(node: Name, place: number): void {
    this.#guard?.(node, place)
    if (this.#outer) this.#outer.#check(node, place)
  }
}
