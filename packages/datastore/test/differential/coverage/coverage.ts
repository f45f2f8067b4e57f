import type { Explanation } from '@bytelyst/datastore'
import type { Agreement } from '../compare.ts'
import { isObject, type Fields } from '../naive/order.ts'
import { Etag, isWrite, methods, type Program, type Step } from '../step.ts'
import { fieldOperators, filterOperators, operatorsIn, soleOperator } from './operators.ts'
import { outcomeOf } from './outcome.ts'
import { Tally, type Outcome } from './tally.ts'
import { kindsIn, valueKinds } from './values.ts'

const patchOperators = ['$set', '$unset', '$inc', '$min', '$max', '$push', '$addToSet', '$pull', '$setOnInsert']
const bounds = ['sort by 1 key', 'sort by 2 keys', 'sort by 3 keys', 'limit', 'offset', 'select', 'partitionKey']
const paging = ['one page', 'several pages', 'writes between pages']
const functions = ['count', 'sum', 'avg', 'min', 'max', 'groupBy 1', 'groupBy 2', 'groupBy 3', 'sort', 'limit']
const operations = ['create', 'replace', 'upsert', 'update', 'delete']
const alwaysRefused: ReadonlySet<string> = new Set([
  'findPage, invalid',
  'stale etag',
  'dead etag',
  'etag of another document',
  'no etag at all',
])
const waysOfAnswering = 'ways of answering'
const preconditions = ['current etag', 'stale etag', 'dead etag', 'etag of another document', 'no etag at all']
/** A scan of fewer documents is not worth code of its own to the memory provider: see providers/memory/generate.ts. */
const manyDocuments = 2000

/** What the programs of a run have exercised, so that it can be seen that nothing was compared in vain. */
export class Coverage {
  readonly tally: Tally = new Tally()
  /** @param explained - the sides that can tell how they answer a query, by name */
  constructor(explained: readonly string[]) {
    this.tally.expect('operations', methods.map(nameOfMethod))
    this.tally.expect('filters of one operator', fieldOperators)
    this.tally.expect('operators among others in a filter', filterOperators)
    this.tally.expect('bounds of reads', bounds)
    this.tally.expect('findPage to the end', paging)
    this.tally.expect('aggregates', functions)
    this.tally.expect('patch operators', patchOperators)
    this.tally.expect('operations of transact', operations)
    this.tally.expect('preconditions', preconditions)
    this.tally.expect('values in documents', valueKinds)
    for (const name of explained) {
      for (const way of ['index', 'partition', 'scan', 'scan of many']) {
        this.tally.expect(waysOfAnswering, [`${name}: ${way}`])
      }
    }
  }

  /** What was never exercised, or never with a result though it can have one. */
  get idle(): string[] {
    return [...this.tally.sections].flatMap(([section, rows]) =>
      [...rows]
        .filter(([name, { cases, nonEmpty }]) => cases === 0 || (nonEmpty === 0 && !alwaysRefused.has(name)))
        .map(([name]) => `${section}: ${name}`),
    )
  }

  addProgram({ documents }: Program): void {
    for (const document of documents) {
      for (const kind of kindsIn(document)) this.tally.add('values in documents', kind, stored)
    }
  }

  async add({ step, answer, sessions }: Agreement): Promise<void> {
    const documents = sessions[1].contents.size
    const outcome = outcomeOf(step, answer.value, documents)
    this.tally.add('operations', nameOfMethod(step.method), outcome)
    if (outcome.refused === 'invalid_argument') return
    const query = queryOf(step)
    if (query !== undefined) {
      this.#addFilter(query['filter'], outcome)
      if (!isWrite(step.method)) this.#addRead(step, query, answer.value, outcome)
      for (const session of sessions) await this.#addPlan(session, query, documents, outcome)
    }
    if (isWrite(step.method)) this.#addWrite(step, outcome)
  }

  #addFilter(filter: unknown, outcome: Outcome): void {
    const sole = soleOperator(filter)
    const names = sole === undefined ? new Set(operatorsIn(filter)) : [sole]
    const section = sole === undefined ? 'operators among others in a filter' : 'filters of one operator'
    for (const name of names) this.tally.add(section, name, outcome)
  }

  #addRead({ method, arguments: given }: Step, query: Fields, value: unknown, outcome: Outcome): void {
    if (method === 'aggregate') {
      for (const name of functions) if (name in query) this.tally.add('aggregates', name, outcome)
      const keys = (query['groupBy'] as unknown[] | undefined)?.length ?? 0
      if (keys > 0) this.tally.add('aggregates', `groupBy ${keys}`, outcome)
      return
    }
    const keys = Object.keys(query['sort'] ?? {}).length
    if (keys > 0) this.tally.add('bounds of reads', `sort by ${keys} key${keys === 1 ? '' : 's'}`, outcome)
    for (const name of ['limit', 'offset', 'select', 'partitionKey']) {
      if (name in query) this.tally.add('bounds of reads', name, outcome)
    }
    if (method !== 'walk') return
    const several = Array.isArray(value) && value.length > 1 && value.every(Array.isArray)
    this.tally.add('findPage to the end', several ? 'several pages' : 'one page', outcome)
    const wrote = several && (given[2] as unknown[]).length > 0
    if (wrote) this.tally.add('findPage to the end', 'writes between pages', outcome)
  }

  #addWrite({ method, arguments: given }: Step, outcome: Outcome): void {
    const transacted = method === 'transact' ? (given[1] as Fields[]) : []
    for (const operation of transacted) this.tally.add('operations of transact', String(operation['op']), outcome)
    const patches = [given[method === 'update' ? 2 : 1], ...transacted.map(({ patch }) => patch)].filter(isObject)
    for (const name of new Set(patches.flatMap((patch) => Object.keys(patch)))) {
      if (patchOperators.includes(name)) this.tally.add('patch operators', name, outcome)
    }
    const key = method === 'upsert' ? given[0] : { id: given[0] }
    for (const place of [{ ...(key as Fields), ...(given.at(-1) as Fields) }, ...transacted]) {
      if (!('ifMatch' in place)) continue
      const { id } = isObject(place['document']) ? place['document'] : place
      this.tally.add('preconditions', nameOf(place['ifMatch'], id), outcome)
    }
  }

  async #addPlan(
    { subject, collection }: Agreement['sessions'][0],
    { filter, partitionKey }: Fields,
    documents: number,
    outcome: Outcome,
  ): Promise<void> {
    const asked = partitionKey === undefined ? { filter } : { filter, partitionKey }
    if (!this.tally.sections.get(waysOfAnswering)?.has(`${subject.name}: scan`)) return
    const plan = (await collection.explain?.(asked)) as Explanation
    const way = plan.index === undefined ? (plan.scan ? 'scan' : 'partition') : 'index'
    const ofMany = documents >= manyDocuments && way !== 'partition' ? ' of many' : ''
    this.tally.add(waysOfAnswering, `${subject.name}: ${way}${ofMany}`, outcome)
  }
}

/** `walk` is what programs call it; the `findPage` that is no walk is one that must be refused. */
function nameOfMethod(method: Step['method']): string {
  if (method === 'walk') return 'findPage to the end'
  return method === 'findPage' ? 'findPage, invalid' : method
}

const stored: Outcome = { nonEmpty: true, toldApart: false, refused: undefined }

/** The query of a step that has a filter. */
function queryOf({ method, arguments: given }: Step): Fields | undefined {
  const [first, second] = given
  if (method === 'count' || method === 'exists') return { filter: first, ...(second as Fields | undefined) }
  if (method === 'updateMany') return { filter: first, ...(given[2] as Fields | undefined) }
  if (method === 'deleteMany') return { filter: first, ...(second as Fields | undefined) }
  const query = method === 'distinct' ? second : first
  return isObject(query) && 'filter' in query ? query : undefined
}

function nameOf(ifMatch: unknown, id: unknown): string {
  if (!(ifMatch instanceof Etag)) return 'no etag at all'
  return ifMatch.id === id ? `${ifMatch.state} etag` : 'etag of another document'
}
