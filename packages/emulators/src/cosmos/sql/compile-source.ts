import type { CompileRows } from './compile-expression.ts'
import { SqlError } from './engine.ts'
import type { Environment, Scope } from './scope.ts'
import type { FromClause, PathCollection, Source } from './tree.ts'
import { element, field, isArray, type Value } from './value.ts'
import type { Json } from '../json.ts'

/** Is called with each row of a FROM clause in the environment; true when there are enough. */
export type Visit = (environment: Environment) => boolean

/** Puts each row of a FROM clause into the environment, until there are enough. */
export type Enumerate = (environment: Environment, visit: Visit) => boolean

/** All values of one collection, with those of the collections before it in the environment. */
type Values = (environment: Environment) => Iterable<Json>

/**
 * Compiles a FROM clause, and declares its collections in the scope.
 *
 * @param outermost - whether the first collection is the container, whatever its name
 */
export function compileFrom(from: FromClause, scope: Scope, rows: CompileRows, outermost: boolean): Enumerate {
  const sources = from.sources.map((source, index) => {
    const values = valuesOf(source, scope, rows, outermost && index === 0)
    return { values, place: scope.declare(source.alias), isFirst: outermost && index === 0 }
  })
  return sources.reduceRight<Enumerate>(
    (inner, { values, place, isFirst }) =>
      (environment, visit) => {
        for (const value of values(environment)) {
          if (--environment.stepsLeft < 0) throw tooMuch()
          environment.collections[place] = value
          if (isFirst) environment.document++
          if (inner(environment, visit)) return true
        }
        return false
      },
    (environment, visit) => visit(environment),
  )
}

function valuesOf({ collection, each }: Source, scope: Scope, rows: CompileRows, container: boolean): Values {
  if (collection.kind === 'subquery') {
    const found = weighed(rows(collection.query, scope, container))
    return each ? (environment) => found(environment).flatMap((row) => (isArray(row) ? row : [])) : found
  }
  if (container) return ofContainer(collection, each)
  const place = scope.resolve(collection.root)
  return (environment) => spread(follow(environment.collections[place], collection.steps), each)
}

/**
 * What a query in a FROM clause makes can be named many times by the one around it: it is weighed, so that a few of them
 * within each other do not make what no memory holds.
 */
function weighed(rows: ReturnType<CompileRows>): ReturnType<CompileRows> {
  const weights = new WeakMap<object, number>()
  return (environment) => {
    const found = rows(environment)
    for (const row of found) if (weight(row, weights) > heaviest) throw tooMuch()
    return found
  }
}

const heaviest = 10_000_000

function weight(value: Json, weights: WeakMap<object, number>): number {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? value.length : 1
  let total = weights.get(value) ?? 0
  if (total > 0) return total
  for (const part of Object.values<Json>(value)) total += weight(part, weights)
  weights.set(value, total + 1)
  return total + 1
}

function tooMuch(): SqlError {
  return new SqlError('', 'The query exceeded the resources that a query may take.')
}

function ofContainer({ steps }: PathCollection, each: boolean): Values {
  if (!each && steps.length === 0) return (environment) => environment.documents
  return function* (environment) {
    for (const document of environment.documents) yield* spread(follow(document, steps), each)
  }
}

function follow(start: Value, steps: readonly string[]): Value {
  let value = start
  for (const step of steps) value = isArray(value) ? element(value, Number(step)) : field(value, step)
  return value
}

function spread(value: Value, each: boolean): readonly Json[] {
  if (each) return isArray(value) ? value : []
  return value === undefined ? [] : [value]
}
