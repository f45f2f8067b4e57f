import type { Json } from '../../../src/cosmos/json.ts'
import { isGrouped } from '../../../src/cosmos/sql/compile-query.ts'
import { compileQuery, SqlError } from '../../../src/cosmos/sql/index.ts'
import { parse } from '../../../src/cosmos/sql/parse-query.ts'
import type { Count, Query, SortKey, Source } from '../../../src/cosmos/sql/tree.ts'
import { compareOrder, element, field, unique, type Value } from '../../../src/cosmos/sql/value.ts'
import { indexing } from '../sample.ts'
import { refused, type Answer, type Question } from '../answer.ts'
import { evaluate, type Bindings, type Place } from './evaluate.ts'
import { asJson, Refusal, type Semantics } from './semantics.ts'

/** What a server of these semantics answers. */
export function predict({ text, parameters }: Question, documents: readonly Json[], semantics: Semantics): Answer {
  try {
    const run = semantics.text(text)
    const reason = whyRefused(run)
    const query = parse(run)
    const refusal = semantics.refusal(query)
    if (refusal !== undefined) return refusal
    if (reason !== undefined && !semantics.accepts(reason, query)) return refused(400, reason)
    const place: Place = {
      semantics,
      bindings: new Map(),
      parameters,
      rows: (within, at) => rows(within, at, undefined),
    }
    return { rows: rows(query, place, documents).map(asJson) }
  } catch (error) {
    if (error instanceof SqlError || error instanceof Refusal) return refused(400, error.message)
    throw error
  }
}

/** What is wrong with a text as the emulator's own compiler finds it. */
function whyRefused(text: string): string | undefined {
  try {
    compileQuery(text, indexing)
  } catch (error) {
    if (error instanceof SqlError) return error.message
    throw error
  }
  return undefined
}

/** The rows of a query: over the documents of a container, or, without, within another query. */
function rows(query: Query, around: Place, documents: readonly Json[] | undefined): readonly Value[] {
  const outer: Place = { ...around, document: documents && containerName(query) }
  const found = rowsOfFrom(query, outer, documents).filter(({ bindings }) => {
    return query.where === undefined || evaluate(query.where, { ...outer, bindings, group: undefined }) === true
  })
  const answer = isGrouped(query)
    ? grouped(
        query,
        outer,
        found.map(({ bindings }) => bindings),
      )
    : plain(query, outer, found)
  const kept = query.distinct ? unique(answer.map(asJson)) : answer
  const [skip, size] = [count(query.page?.offset, outer, 0), count(query.page?.limit, outer, Infinity)]
  return kept.slice(0, count(query.top, outer, Infinity)).slice(skip, skip + size)
}

/** The name of the container where FROM has nothing else. */
function containerName({ from }: Query): string | undefined {
  const [first, second] = from?.sources ?? []
  const whole = first?.collection.kind === 'path' && first.collection.steps.length === 0 && !first.each
  return whole && second === undefined ? first.alias : undefined
}

function count(node: Count | undefined, place: Place, otherwise: number): number {
  if (node === undefined) return otherwise
  const value = evaluate(node, place)
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
  throw new Refusal('non-negative integer')
}

/** A row of FROM, and the place of the document that it is of. */
interface Row {
  readonly bindings: Bindings
  readonly document: number
}

function rowsOfFrom(query: Query, outer: Place, documents: readonly Json[] | undefined): readonly Row[] {
  const ofContainer = query.from?.sources[0].collection.kind === 'path' ? documents : undefined
  if (ofContainer === undefined) {
    return sources(query, outer, documents).map((bindings, document) => ({ bindings, document }))
  }
  return ofContainer.flatMap((value, document) =>
    sources(query, outer, [value]).map((bindings) => ({ bindings, document })),
  )
}

/** Each row of FROM, as the values of its collections. */
function sources({ from }: Query, outer: Place, documents: readonly Json[] | undefined): readonly Bindings[] {
  if (from === undefined) return [outer.bindings]
  return from.sources.reduce<readonly Bindings[]>(
    (found, source, index) =>
      found.flatMap((bindings) =>
        values(source, { ...outer, bindings }, index === 0 ? documents : undefined).map(
          (value) => new Map([...bindings, ...(source.alias === undefined ? [] : [[source.alias, value] as const])]),
        ),
      ),
    [outer.bindings],
  )
}

function values({ collection, each }: Source, place: Place, documents: readonly Json[] | undefined): readonly Value[] {
  const { semantics } = place
  if (collection.kind === 'subquery') {
    semantics.subquery('from')
    const found = rows(collection.query, place, documents)
    return each ? found.flatMap((row) => (Array.isArray(row) ? (row as readonly Value[]) : [])) : found
  }
  const roots: readonly Value[] = documents ?? [place.bindings.get(collection.root.name)]
  return roots.flatMap((root) => {
    const value = collection.steps.reduce<Value>(
      (at, step) => (Array.isArray(at) ? element(at, Number(step)) : field(at, step)),
      root,
    )
    if (each) return Array.isArray(value) ? (value as readonly Value[]) : []
    const found = semantics.source(value)
    return found === undefined ? [] : [found]
  })
}

function plain(query: Query, outer: Place, found: readonly Row[]): readonly Value[] {
  const keyed = found.map(({ bindings, document }) => {
    const place: Place = { ...outer, bindings, group: undefined }
    return { place, document, keys: query.orderBy.map(({ expression }) => evaluate(expression, place)) }
  })
  const isSorted = query.orderBy.length > 0
  const sorted = isSorted ? keyed.toSorted(byKeys(query.orderBy, outer.semantics.turnsTies(query.orderBy))) : keyed
  return sorted.map(({ place }) => project(query, place)).filter((value) => value !== undefined)
}

interface Keyed {
  readonly keys: readonly Value[]
  readonly document: number
}

/** By keys, and then by the places of documents. */
function byKeys(orders: readonly SortKey[], turned: boolean): (one: Keyed, other: Keyed) => number {
  return (one, other) => {
    const differences = orders.map(
      ({ descending }, at) => compareOrder(one.keys[at], other.keys[at]) * (descending ? -1 : 1),
    )
    return differences.find((difference) => difference !== 0) ?? (one.document - other.document) * (turned ? -1 : 1)
  }
}

function grouped(query: Query, outer: Place, found: readonly Bindings[]): readonly Value[] {
  const groups = new Map<string, Bindings[]>(query.groupBy.length === 0 ? [['', []]] : [])
  for (const bindings of found) {
    const keys = query.groupBy.map((key) => {
      const value = evaluate(key, { ...outer, bindings, group: undefined })
      return value === undefined ? undefined : asJson(value)
    })
    const id = keys.length === 0 ? '' : outer.semantics.group(keys)
    groups.set(id, [...(groups.get(id) ?? []), bindings])
  }
  return [...groups.values()]
    .map((group) => project(query, { ...outer, bindings: group[0] ?? outer.bindings, group }))
    .filter((value) => value !== undefined)
}

function project({ select, from }: Query, place: Place): Value {
  if (select.kind === 'value') return place.semantics.row(evaluate(select.expression, place))
  if (select.kind === 'star')
    return place.semantics.star(
      new Map((from?.sources ?? []).map(({ alias = '' }) => [alias, place.bindings.get(alias)])),
    )
  const names = place.semantics.names(select.items)
  const entries = select.items.map(({ expression }, index) => [names[index], evaluate(expression, place)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Value
}
