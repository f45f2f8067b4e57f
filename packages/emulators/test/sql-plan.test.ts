import { describe, expect, it } from 'vitest'
import { compileQuery } from '../src/cosmos/sql/index.ts'
import { named, run } from './sql/evaluate.ts'

const indexing = {
  compositeIndexes: [
    [
      { path: '/a', order: 'ascending' },
      { path: '/b', order: 'descending' },
    ],
  ],
} as const

interface Plan {
  readonly queryInfo: { readonly rewrittenQuery: string } & Readonly<Record<string, unknown>>
}

function plan(text: string, parameters = {}): Plan {
  return compileQuery(text, indexing).plan(named(parameters)) as unknown as Plan
}

const none = {
  distinctType: 'None',
  top: null,
  offset: null,
  limit: null,
  orderBy: [],
  orderByExpressions: [],
  groupByExpressions: [],
  groupByAliases: [],
  aggregates: [],
  groupByAliasToAggregateType: {},
  rewrittenQuery: '',
  hasSelectValue: false,
  dCountInfo: null,
  hasNonStreamingOrderBy: false,
}

const filter = '{documentdb-formattableorderbyquery-filter}'

/** The texts of rewritten queries are those that the service was seen to answer, where they are known. */
const plans: readonly (readonly [string, object])[] = [
  ['SELECT * FROM c WHERE c.a = 1', none],
  [
    'SELECT * FROM c ORDER BY c.id',
    {
      orderBy: ['Ascending'],
      orderByExpressions: ['c.id'],
      rewrittenQuery: `SELECT c._rid, [{"item": c.id}] AS orderByItems, c AS payload\nFROM c\nWHERE (${filter})\nORDER BY c.id`,
    },
  ],
  [
    "SELECT r.id, r['order'] * 2 AS x FROM root r WHERE r.a = @a ORDER BY r['order'] DESC",
    {
      orderBy: ['Descending'],
      orderByExpressions: ['r["order"]'],
      rewrittenQuery: `SELECT r._rid, [{"item": r["order"]}] AS orderByItems, {"id": r.id, "x": (r["order"] * 2)} AS payload\nFROM root AS r\nWHERE ((r.a = @a) AND (${filter}))\nORDER BY r["order"] DESC`,
    },
  ],
  [
    'SELECT VALUE c.a FROM c ORDER BY c.a, c.b DESC OFFSET 5 LIMIT 7',
    {
      offset: 5,
      limit: 7,
      hasSelectValue: true,
      orderBy: ['Ascending', 'Descending'],
      orderByExpressions: ['c.a', 'c.b'],
      rewrittenQuery: `SELECT c._rid, [{"item": c.a}, {"item": c.b}] AS orderByItems, c.a AS payload\nFROM c\nWHERE (${filter})\nORDER BY c.a, c.b DESC\nOFFSET 0 LIMIT 12`,
    },
  ],
  [
    'SELECT TOP 10 c._ts FROM c ORDER BY c.x',
    {
      top: 10,
      orderBy: ['Ascending'],
      orderByExpressions: ['c.x'],
      rewrittenQuery: `SELECT TOP 10 c._rid, [{"item": c.x}] AS orderByItems, {"_ts": c._ts} AS payload\nFROM c\nWHERE (${filter})\nORDER BY c.x`,
    },
  ],
  ['SELECT TOP 5 * FROM c', { top: 5 }],
  ['SELECT * FROM c OFFSET 2 LIMIT 3', { offset: 2, limit: 3, rewrittenQuery: 'SELECT *\nFROM c\nOFFSET 0 LIMIT 5' }],
  ['SELECT DISTINCT VALUE c.id FROM c', { distinctType: 'Unordered', hasSelectValue: true }],
  ['SELECT DISTINCT c.a FROM c', { distinctType: 'Unordered' }],
  ['SELECT DISTINCT VALUE 1', { distinctType: 'None', hasSelectValue: true }],
  [
    'SELECT DISTINCT VALUE c.a FROM c ORDER BY c.a',
    {
      distinctType: 'Ordered',
      hasSelectValue: true,
      orderBy: ['Ascending'],
      orderByExpressions: ['c.a'],
      rewrittenQuery: `SELECT c._rid, [{"item": c.a}] AS orderByItems, c.a AS payload\nFROM c\nWHERE (${filter})\nORDER BY c.a`,
    },
  ],
  [
    'SELECT DISTINCT VALUE c.a FROM c ORDER BY c.a, c.b DESC',
    {
      distinctType: 'Unordered',
      hasSelectValue: true,
      orderBy: ['Ascending', 'Descending'],
      orderByExpressions: ['c.a', 'c.b'],
      rewrittenQuery: `SELECT c._rid, [{"item": c.a}, {"item": c.b}] AS orderByItems, c.a AS payload\nFROM c\nWHERE (${filter})\nORDER BY c.a, c.b DESC`,
    },
  ],
  [
    'SELECT DISTINCT c.a FROM c ORDER BY c.a OFFSET 1 LIMIT 1',
    {
      distinctType: 'Unordered',
      offset: 1,
      limit: 1,
      orderBy: ['Ascending'],
      orderByExpressions: ['c.a'],
      rewrittenQuery: `SELECT c._rid, [{"item": c.a}] AS orderByItems, {"a": c.a} AS payload\nFROM c\nWHERE (${filter})\nORDER BY c.a`,
    },
  ],
  [
    'SELECT VALUE COUNT(1) FROM c',
    { hasSelectValue: true, aggregates: ['Count'], rewrittenQuery: 'SELECT VALUE [{"item": COUNT(1)}]\nFROM c' },
  ],
  [
    'SELECT VALUE AVG(c.blah) FROM c WHERE c.a',
    {
      hasSelectValue: true,
      aggregates: ['Average'],
      rewrittenQuery: 'SELECT VALUE [{"item": {"sum": SUM(c.blah), "count": COUNT(c.blah)}}]\nFROM c\nWHERE c.a',
    },
  ],
  [
    'SELECT VALUE MIN(c.blah) FROM c',
    {
      hasSelectValue: true,
      aggregates: ['Min'],
      rewrittenQuery:
        'SELECT VALUE [{"item": MIN(c.blah), "item2": {"min": MIN(c.blah), "count": COUNT(c.blah)}}]\nFROM c',
    },
  ],
  [
    'SELECT VALUE MAX(c.blah) FROM c',
    {
      hasSelectValue: true,
      aggregates: ['Max'],
      rewrittenQuery:
        'SELECT VALUE [{"item": MAX(c.blah), "item2": {"max": MAX(c.blah), "count": COUNT(c.blah)}}]\nFROM c',
    },
  ],
  [
    'SELECT COUNTIF(c.valid) FROM c',
    {
      groupByAliases: ['$1'],
      groupByAliasToAggregateType: { $1: 'CountIf' },
      rewrittenQuery: 'SELECT {"$1": {"item": COUNTIF(c.valid)}} AS payload\nFROM c',
    },
  ],
  [
    'SELECT SUM(c.a), COUNT(1) AS n FROM c',
    {
      groupByAliases: ['$1', 'n'],
      groupByAliasToAggregateType: { $1: 'Sum', n: 'Count' },
      rewrittenQuery: 'SELECT {"$1": {"item": SUM(c.a)}, "n": {"item": COUNT(1)}} AS payload\nFROM c',
    },
  ],
  [
    'SELECT c.id FROM c GROUP BY c.id',
    {
      groupByExpressions: ['c.id'],
      groupByAliases: ['id'],
      groupByAliasToAggregateType: { id: null },
      rewrittenQuery: 'SELECT [{"item": c.id}] AS groupByItems, {"id": c.id} AS payload\nFROM c\nGROUP BY c.id',
    },
  ],
  [
    'SELECT c.team, COUNT(1) AS count, AVG(c.age) AS avg_age FROM c GROUP BY c.team OFFSET 1 LIMIT 2',
    {
      offset: 1,
      limit: 2,
      groupByExpressions: ['c.team'],
      groupByAliases: ['team', 'count', 'avg_age'],
      groupByAliasToAggregateType: { team: null, count: 'Count', avg_age: 'Average' },
      rewrittenQuery:
        'SELECT [{"item": c.team}] AS groupByItems, {"team": c.team, "count": {"item": COUNT(1)}, "avg_age": {"item": {"sum": SUM(c.age), "count": COUNT(c.age)}}} AS payload\nFROM c\nGROUP BY c.team',
    },
  ],
  [
    'SELECT VALUE COUNT(1) FROM c GROUP BY c.age',
    {
      hasSelectValue: true,
      aggregates: ['Count'],
      groupByExpressions: ['c.age'],
      rewrittenQuery:
        'SELECT [{"item": c.age}] AS groupByItems, [{"item": COUNT(1)}] AS payload\nFROM c\nGROUP BY c.age',
    },
  ],
]

describe('the plan', () => {
  it.each(plans)('of %s', (text, expected) => {
    expect(plan(text)).toEqual({
      partitionedQueryExecutionInfoVersion: 2,
      queryInfo: { ...none, ...expected },
      queryRanges: [{ min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }],
    })
  })

  it('says the values of parameters, where it says numbers', () => {
    const paged = plan('SELECT * FROM c ORDER BY c.id OFFSET @o LIMIT @l', { o: 2, l: 3 })
    expect(paged.queryInfo).toMatchObject({ offset: 2, limit: 3 })
    expect(paged.queryInfo.rewrittenQuery).toMatch(/OFFSET 0 LIMIT 5$/)
    expect(plan('SELECT TOP @n * FROM c', { n: 4 }).queryInfo).toMatchObject({ top: 4 })
    expect(() => plan('SELECT TOP @n * FROM c')).toThrow('must be a non-negative integer')
  })

  it.each([
    'SELECT VALUE {"n": COUNT(1), "s": SUM(c.a)} FROM c',
    'SELECT COUNT(1) + 1 FROM c',
    'SELECT c.a, MAX(c.b) - MIN(c.b) AS d FROM c GROUP BY c.a',
  ])('of %s is refused: nothing could merge it', (text) => {
    expect(() => plan(text)).toThrow('Compositions of aggregates and other expressions are not allowed.')
  })

  it('of a query over a query that needs a merge is refused', () => {
    const text = 'SELECT VALUE COUNT(1) FROM (SELECT DISTINCT VALUE c.a FROM c) AS x'
    expect(() => plan(text)).toThrow("Cross partition query only supports 'VALUE <AggregateFunc>' for aggregates.")
    expect(compileQuery(text, indexing).needsMerge).toBe(true)
    expect(run(text, [{ a: 1 }, { a: 1 }, { a: 2 }])).toEqual([2])
  })
})

describe('a merge', () => {
  it.each([
    ['SELECT * FROM c', false],
    ['SELECT VALUE c.a FROM c JOIN t IN c.t WHERE EXISTS(SELECT VALUE COUNT(1) FROM x IN c.x)', false],
    ['SELECT VALUE (SELECT TOP 1 VALUE t FROM t IN c.t) FROM c', false],
    ['SELECT * FROM c ORDER BY c.a', true],
    ['SELECT TOP 1 * FROM c', true],
    ['SELECT * FROM c OFFSET 0 LIMIT 1', true],
    ['SELECT DISTINCT c.a FROM c', true],
    ['SELECT COUNT(1) FROM c', true],
    ['SELECT VALUE {"n": COUNT(1)} FROM c', true],
    ['SELECT c.a FROM c GROUP BY c.a', true],
  ])('for %s: %s', (text, expected) => {
    expect(compileQuery(text, indexing).needsMerge).toBe(expected)
  })
})

describe('the rows of a rewritten query', () => {
  const documents = [
    { _rid: 'r1', id: '1', a: 2, b: 'x' },
    { _rid: 'r2', id: '2', a: 1 },
    { _rid: 'r3', id: '3', b: 'y' },
  ]

  function rows(text: string): unknown {
    return run(plan(text).queryInfo.rewrittenQuery.replace(filter, 'true'), documents, {}, indexing)
  }

  it.each([
    [
      'SELECT VALUE c.id FROM c ORDER BY c.a',
      [
        { _rid: 'r3', orderByItems: [{}], payload: '3' },
        { _rid: 'r2', orderByItems: [{ item: 1 }], payload: '2' },
        { _rid: 'r1', orderByItems: [{ item: 2 }], payload: '1' },
      ],
    ],
    ['SELECT VALUE COUNT(1) FROM c', [[{ item: 3 }]]],
    ['SELECT VALUE SUM(c.a) FROM c', [[{ item: 3 }]]],
    ['SELECT VALUE SUM(c.b) FROM c', [[{}]]],
    ['SELECT VALUE AVG(c.a) FROM c', [[{ item: { sum: 3, count: 2 } }]]],
    ['SELECT VALUE AVG(c.a) FROM c WHERE false', [[{ item: { sum: 0, count: 0 } }]]],
    ['SELECT VALUE MIN(c.a) FROM c', [[{ item: 1, item2: { min: 1, count: 2 } }]]],
    ['SELECT VALUE MAX(c.b) FROM c', [[{ item: 'y', item2: { max: 'y', count: 2 } }]]],
    ['SELECT VALUE MAX(c.b) FROM c WHERE false', [[{ item2: { count: 0 } }]]],
    ['SELECT MAX(c.a) AS m FROM c', [{ payload: { m: { item: 2, item2: { max: 2, count: 2 } } } }]],
    [
      'SELECT c.b, COUNT(1) AS n FROM c GROUP BY c.b',
      [
        { groupByItems: [{ item: 'x' }], payload: { b: 'x', n: { item: 1 } } },
        { groupByItems: [{}], payload: { n: { item: 1 } } },
        { groupByItems: [{ item: 'y' }], payload: { b: 'y', n: { item: 1 } } },
      ],
    ],
  ])('of %s are those that the SDK merges', (text, expected) => {
    expect(rows(text)).toEqual(expected)
  })
})
