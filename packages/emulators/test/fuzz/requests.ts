import { seededRandom } from '../../src/cosmos/faults/seeded-random.ts'
import { signature } from '../support/signed-request.ts'

/** A request that nobody would send on purpose. */
export interface WildRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

const fragments =
  `SELECT * VALUE DISTINCT TOP 5 FROM c WHERE AND OR NOT IN BETWEEN LIKE ESCAPE EXISTS( ARRAY( JOIN t IN c.list ORDER BY GROUP
OFFSET 1 LIMIT 2 COUNT(1) SUM(c.n) AVG(c.n) MIN(c.s) MAX(c) ( ) [ ] { } , . : ? ?? = != <> < <= > >= + - * / % | & ^ ~ || @p @q 'text'
"text" '\\u00e9 1 -1.5e300 0x1F true false null undefined udf.f(1) IS_DEFINED(c.a) CONTAINS(c.s,'a',true) RegexMatch(c.s,'(a*)*b')
SUBSTRING(c.s,1,2) c.a c["b c"] c.list[0] c._ts -- /* \u0000 😀 \ud800 AS x ASC DESC ARRAY_CONTAINS(c.list,1) DateTimeAdd('dd',1,c.s)`.split(
    /\s+/,
  )
const fives = [5, 5, 5, 5, 5, 5, 5, 5]
const wholeQueries = [
  'SELECT * FROM c',
  'SELECT VALUE COUNT(1) FROM c',
  'SELECT c.pk, SUM(c.n) AS s FROM c GROUP BY c.pk',
  'SELECT * FROM c ORDER BY c.n DESC',
  'SELECT DISTINCT c.s FROM c OFFSET 1 LIMIT 3',
  'SELECT * FROM c JOIN t IN c.list WHERE EXISTS(SELECT VALUE u FROM u IN c.list WHERE u = t)',
]
const ids = ['a', 'b', 'd1', '', 'é😀', '__proto__', 'constructor', '..', '%00', ' ', 'x'.repeat(1024), 'a/b', '1e999']
const headerValues = [
  '',
  'true',
  'false',
  '*',
  '-1',
  '0',
  '3',
  '99999999999',
  '[]',
  '["x"]',
  '[{}]',
  '[null]',
  '["x","y"]',
  '{',
  'null',
  '"1"',
  '"0-1"',
  '1:0#99#0=9',
  'AAAA',
  'eyJxdWVyeSI6MX0',
  'Incremental Feed',
  'application/query+json',
  'Thu, 01 Jan 1970 00:00:00 GMT',
]
const headerNames = [
  'x-ms-documentdb-partitionkey',
  'x-ms-documentdb-partitionkeyrangeid',
  'x-ms-documentdb-isquery',
  'x-ms-cosmos-is-query-plan-request',
  'x-ms-cosmos-is-batch-request',
  'x-ms-cosmos-batch-atomic',
  'x-ms-cosmos-batch-continue-on-error',
  'x-ms-documentdb-is-upsert',
  'x-ms-max-item-count',
  'x-ms-continuation',
  'x-ms-session-token',
  'x-ms-start-epk',
  'x-ms-end-epk',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'a-im',
  'prefer',
  'content-type',
  'x-ms-offer-throughput',
  'x-ms-cosmos-offer-autopilot-settings',
  'x-ms-documentdb-query-enablecrosspartition',
]
const fieldNames = [
  ...ids,
  'id',
  'pk',
  'ttl',
  'op',
  'path',
  'from',
  'value',
  'operations',
  'condition',
  'query',
  'parameters',
  'name',
  'operationType',
  'resourceBody',
  'partitionKey',
  'paths',
  'kind',
  'version',
  'defaultTtl',
  'uniqueKeyPolicy',
  'uniqueKeys',
  'indexingPolicy',
  'compositeIndexes',
  'content',
  'offerThroughput',
  '_etag',
  '_ts',
]
const texts = [
  ...ids,
  '/pk',
  '/n',
  '/list/0',
  '/list/-',
  '/id',
  '/a/b/c',
  'Hash',
  'MultiHash',
  'Create',
  'Patch',
  'Delete',
  'Read',
  'Replace',
  'Upsert',
  'set',
  'add',
  'incr',
  'move',
  'remove',
  'replace',
  'FROM c WHERE c.n > 0',
  'ascending',
  '@p',
  '["x"]',
]

/** Requests by chance; of one seed always the same. */
export class WildRequests {
  readonly #random: () => number
  readonly #key: string

  constructor(seed: number, key: string) {
    this.#random = seededRandom(seed)
    this.#key = key
  }

  next(): WildRequest {
    const method = this.#pick(['GET', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])
    const path = this.#path()
    const body = method === 'GET' ? undefined : this.#body()
    const headers: Record<string, string> = { ...signature(this.#key, method, path) }
    for (let i = this.#below(6); i > 0; i -= 1) headers[this.#pick(headerNames)] = this.#pick(headerValues)
    if (this.#chance(0.5)) headers['x-ms-documentdb-partitionkey'] = '["x"]'
    if (this.#chance(0.3)) headers['x-ms-documentdb-isquery'] = 'true'
    if (this.#chance(0.02)) headers['authorization'] = this.#pick(headerValues)
    return { method, path, headers, body }
  }

  #path(): string {
    const kind = this.#chance(0.9) ? 'docs' : this.#pick(['pkranges', 'sprocs', 'operations', 'nonsense'])
    const name = (): string => encodeURIComponent(this.#pick(ids).toWellFormed())
    const whole = ['dbs', this.#chance(0.9) ? 'app' : name(), 'colls', this.#chance(0.9) ? 'c' : name(), kind, name()]
    return this.#chance(0.03)
      ? `offers/${name()}`
      : whole.slice(0, this.#pick([1, 2, 3, 4, ...fives, 6, 6, 6, 6])).join('/')
  }

  #body(): string {
    const roll = this.#random()
    if (roll < 0.35) return JSON.stringify({ query: this.#sql(), parameters: [{ name: '@p', value: this.#json(2) }] })
    if (roll < 0.6)
      return JSON.stringify({
        id: this.#pick(ids),
        pk: 'x',
        n: this.#below(9),
        list: this.#json(2),
        ...this.#object(2),
      })
    if (roll < 0.7) return JSON.stringify(Array.from({ length: this.#below(5) }, () => this.#operation()))
    const text = JSON.stringify(this.#json(4))
    return this.#chance(0.2) ? this.#cut(text) : text
  }

  #sql(): string {
    if (this.#chance(0.3)) return this.#cut(this.#pick(wholeQueries))
    const start = this.#chance(0.5) ? this.#pick(wholeQueries) : 'SELECT'
    return [start, ...Array.from({ length: this.#below(25) }, () => this.#pick(fragments))].join(' ')
  }

  #operation(): object {
    const patch = { op: this.#pick(texts), path: this.#pick(texts), from: this.#pick(texts), value: this.#json(1) }
    const body = this.#chance(0.5) ? { operations: [patch] } : { id: this.#pick(ids), pk: 'x' }
    return {
      ...patch,
      operationType: this.#pick(texts),
      id: this.#pick(ids),
      partitionKey: '["x"]',
      resourceBody: body,
    }
  }

  #json(depth: number): unknown {
    const roll = this.#below(depth === 0 ? 5 : 8)
    if (roll === 0) return null
    if (roll === 1) return this.#chance(0.5)
    if (roll === 2) return this.#pick([0, -0, 1, -1, 2.5, 1e308, 2 ** 53, 2147483648])
    if (roll <= 4) return this.#pick(texts)
    if (roll === 5) return Array.from({ length: this.#below(5) }, () => this.#json(depth - 1))
    return this.#object(depth - 1)
  }

  #object(depth: number): object {
    return Object.fromEntries(Array.from({ length: this.#below(5) }, () => [this.#pick(fieldNames), this.#json(depth)]))
  }

  #cut(text: string): string {
    const [from, length] = [this.#below(text.length), this.#below(6)]
    return `${text.slice(0, from)}${this.#chance(0.5) ? this.#pick(fragments) : ''}${text.slice(from + length)}`
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)] as T
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  #chance(share: number): boolean {
    return this.#random() < share
  }
}
