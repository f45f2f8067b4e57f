import type { Json } from '../json.ts'
import { compileRows } from './compile-query.ts'
import { SqlError, type CompiledQuery, type IndexingFacts, type Parameters } from './engine.ts'
import type { Clock } from './functions/definition.ts'
import { checkOrder } from './order.ts'
import { parse } from './parse-query.ts'
import { needsMerge, plan } from './plan.ts'
import { ParameterPlaces, Scope } from './scope.ts'

/** How many rows of its collections a query may look at: joins of a few arrays can have more than could ever be read. */
const mostSteps = 20_000_000

/** The longest text of a query. */
const maximumLength = 512 * 1024

/**
 * Reads, checks and compiles a query.
 *
 * @param clock - what the functions of the current time answer, in milliseconds since 1970
 * @throws SqlError for a text that the service refuses
 */
export function compileQuery(text: string, indexing: IndexingFacts, clock: Clock = Date.now): CompiledQuery {
  if (text.length > maximumLength) {
    throw new SqlError('', `The SQL query text exceeded the maximum limit of ${maximumLength} characters.`)
  }
  const query = parse(text)
  const places = new ParameterPlaces()
  const rows = compileRows(query, new Scope(places), true)
  checkOrder(query, indexing)
  const bind: CompiledQuery['bind'] = (parameters) => {
    const values = places.names.map((name) => given(name, parameters))
    return (documents) => {
      const counts = { document: 0, stepsLeft: mostSteps }
      return rows({ documents, collections: [], parameters: values, clock, aggregates: [], ...counts })
    }
  }
  return {
    run: (documents, parameters) => bind(parameters)(documents),
    bind,
    needsMerge: needsMerge(query),
    plan: (parameters = new Map()) => plan(query, parameters),
  }
}

function given(name: string, parameters: Parameters): Json {
  const value = parameters.get(name)
  if (value === undefined) throw new SqlError('SC2001', `Identifier '${name}' could not be resolved.`)
  return value
}
