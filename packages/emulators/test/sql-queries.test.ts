import { describe, expect, it } from 'vitest'
import type { Json } from '../src/cosmos/json.ts'
import { refusal, run } from './sql/evaluate.ts'

const fleet: readonly Json[] = [
  {
    id: 'a',
    rig: 'sloop',
    crew: [
      { name: 'Ann', skills: ['cook', 'pilot'] },
      { name: 'Bo', skills: [] },
    ],
    length: 12,
  },
  { id: 'b', rig: 'ketch', crew: [{ name: 'Cy', skills: ['pilot'] }], length: 15, tags: ['old'] },
  { id: 'c', rig: 'sloop', crew: [], length: 9, tags: ['new', 'fast'] },
  { id: 'd', crew: 'nobody' },
]

const pair: readonly (readonly [string, readonly Json[]])[] = [
  ["SELECT * FROM c WHERE c.id = 'd'", [fleet[3] as Json]],
  ["SELECT c FROM c WHERE c.id = 'd'", [{ c: { id: 'd', crew: 'nobody' } }]],
  ["SELECT VALUE c.length FROM c WHERE c.rig = 'sloop'", [12, 9]],
  ['SELECT VALUE c.rig FROM c', ['sloop', 'ketch', 'sloop']],
  ["SELECT c.id, c.gone FROM c WHERE c.id = 'd'", [{ id: 'd' }]],
  ['SELECT c.gone FROM c', [{}, {}, {}, {}]],
  [
    "SELECT c.id AS key, c['rig'], c.length + 1, 'x' y, c.crew[0] FROM c WHERE c.id = 'b'",
    [{ key: 'b', rig: 'ketch', $1: 16, y: 'x', $2: { name: 'Cy', skills: ['pilot'] } }],
  ],
  ['SELECT 1, {"a": 2} AS b', [{ $1: 1, b: { a: 2 } }]],
  ["SELECT VALUE 'once'", ['once']],
  ['SELECT VALUE x.id FROM whatever AS x WHERE x.length > 10', ['a', 'b']],
  ['SELECT VALUE boats.id FROM boats', ['a', 'b', 'c', 'd']],
  ['SELECT VALUE tags FROM c.tags', [['old'], ['new', 'fast']]],
  ['SELECT VALUE t FROM c.tags t', [['old'], ['new', 'fast']]],
  ['SELECT VALUE t FROM c["tags"] AS t', [['old'], ['new', 'fast']]],
  ['SELECT VALUE p.name FROM c.crew[0] AS p', ['Ann', 'Cy']],
  ['SELECT VALUE 1 FROM c.tags', [1, 1]],
  ['SELECT VALUE t FROM t IN c.tags', ['old', 'new', 'fast']],
  ['SELECT * FROM t IN c.tags', ['old', 'new', 'fast']],
  [
    'SELECT VALUE {"id": c.id, "t": t} FROM c JOIN t IN c.tags',
    [
      { id: 'b', t: 'old' },
      { id: 'c', t: 'new' },
      { id: 'c', t: 'fast' },
    ],
  ],
  ['SELECT VALUE s FROM c JOIN p IN c.crew JOIN s IN p.skills', ['cook', 'pilot', 'pilot']],
  [
    'SELECT c.id, p.name, q.name AS other FROM c JOIN p IN c.crew JOIN q IN c.crew WHERE p.name < q.name',
    [{ id: 'a', name: 'Ann', other: 'Bo' }],
  ],
  ['SELECT VALUE n FROM c JOIN (SELECT VALUE p.name FROM p IN c.crew) AS n', ['Ann', 'Bo', 'Cy']],
  ["SELECT VALUE c.id FROM c JOIN (SELECT VALUE t FROM t IN c.tags WHERE t != 'old')", ['c', 'c']],
  [
    "SELECT c.id, m.m FROM c JOIN m IN (SELECT VALUE [{'rig': 'sloop', 'm': 1}, {'rig': 'ketch', 'm': 2}]) WHERE m.rig = c.rig",
    [
      { id: 'a', m: 1 },
      { id: 'b', m: 2 },
      { id: 'c', m: 1 },
    ],
  ],
  ['SELECT VALUE s.n FROM (SELECT c.id, ARRAY_LENGTH(c.crew) AS n FROM c) AS s WHERE s.n > 0', [2, 1]],
  ["SELECT VALUE c.id FROM c WHERE EXISTS(SELECT VALUE t FROM t IN c.tags WHERE t = 'fast')", ['c']],
  ['SELECT VALUE c.id FROM c WHERE NOT EXISTS(SELECT VALUE t FROM t IN c.tags)', ['a', 'd']],
  [
    "SELECT VALUE c.id FROM c WHERE EXISTS(SELECT VALUE 1 FROM p IN c.crew WHERE EXISTS(SELECT VALUE s FROM s IN p.skills WHERE s = 'cook'))",
    ['a'],
  ],
  ['SELECT VALUE EXISTS(SELECT VALUE undefined) FROM c WHERE c.id = "a"', [false]],
  [
    "SELECT c.id, ARRAY(SELECT VALUE p.name FROM p IN c.crew) AS names FROM c WHERE c.rig = 'sloop'",
    [
      { id: 'a', names: ['Ann', 'Bo'] },
      { id: 'c', names: [] },
    ],
  ],
  ['SELECT VALUE (SELECT VALUE COUNT(1) FROM p IN c.crew) FROM c', [2, 1, 0, 0]],
  [
    "SELECT VALUE (SELECT VALUE COUNT(1) FROM p IN c.crew WHERE p.name != c.id AND c.length > 0) FROM c WHERE c.id IN ('a', 'c')",
    [2, 0],
  ],
  ['SELECT VALUE (SELECT c.id, c.rig).rig FROM c', ['sloop', 'ketch', 'sloop']],
  ['SELECT VALUE x.twice FROM (SELECT c.length * 2 AS twice FROM c) AS x WHERE x.twice > 20', [24, 30]],
  ['SELECT DISTINCT VALUE c.rig FROM c', ['sloop', 'ketch']],
  ['SELECT DISTINCT c.rig FROM c', [{ rig: 'sloop' }, { rig: 'ketch' }, {}]],
  ['SELECT DISTINCT VALUE {"b": 1, "a": c.length > 0} FROM c', [{ b: 1, a: true }, { b: 1 }]],
  ['SELECT TOP 2 VALUE c.id FROM c', ['a', 'b']],
  ['SELECT TOP 0 VALUE c.id FROM c', []],
  ['SELECT DISTINCT TOP 1 VALUE c.rig FROM c', ['sloop']],
  ["SELECT DISTINCT TOP 2 VALUE c.crew = 'nobody' FROM c", [false, true]],
  ['SELECT VALUE c.id FROM c OFFSET 1 LIMIT 2', ['b', 'c']],
  ['SELECT VALUE c.id FROM c OFFSET 9 LIMIT 2', []],
  ['SELECT VALUE c.id FROM c OFFSET 0 LIMIT 0', []],
  ['select value C.id from C where C.rig = "ketch"', ['b']],
]

describe('a query', () => {
  it.each(pair)('%s', (text, expected) => {
    expect(run(text, fleet)).toEqual(expected)
  })

  it('takes its numbers of rows from parameters', () => {
    expect(run('SELECT TOP @n VALUE c.id FROM c', fleet, { n: 1 })).toEqual(['a'])
    expect(run('SELECT VALUE c.id FROM c OFFSET @o LIMIT @l', fleet, { o: 1, l: 1 })).toEqual(['b'])
  })

  it('takes values of every type from parameters, and never text', () => {
    expect(run('SELECT VALUE c.id FROM c WHERE c.rig = @rig', fleet, { rig: 'ketch' })).toEqual(['b'])
    expect(run('SELECT VALUE c.id FROM c WHERE c.rig = @rig', fleet, { rig: "x' OR true OR '" })).toEqual([])
    expect(run('SELECT VALUE c.id FROM c WHERE ARRAY_CONTAINS(@rigs, c.rig)', fleet, { rigs: ['ketch'] })).toEqual([
      'b',
    ])
    expect(run('SELECT VALUE @o FROM c WHERE c.id = "a"', fleet, { o: { deep: [null] } })).toEqual([{ deep: [null] }])
    expect(run('SELECT VALUE IS_NULL(@n)', [], { n: null })).toEqual([true])
  })

  it('stops reading when it has its rows', () => {
    let read = 0
    function* documents(): Generator<Json> {
      for (const document of fleet) {
        read++
        yield document
      }
    }
    expect(run('SELECT TOP 2 VALUE c.id FROM c', documents() as unknown as Json[])).toEqual(['a', 'b'])
    expect(read).toBe(2)
  })

  it('does not change the documents, and can be run again', () => {
    const before = structuredClone(fleet)
    const text = 'SELECT DISTINCT VALUE p.name FROM c JOIN p IN c.crew'
    expect(run(text, fleet)).toEqual(run(text, fleet))
    expect(fleet).toEqual(before)
  })
})

describe('a text that is refused', () => {
  it.each([
    ['', 'SC1001 Syntax error, unexpected end of input.'],
    ['SELEC * FROM c', "SC1001 Syntax error, incorrect syntax near 'SELEC'."],
    ['SELECT * FORM c', "SC1001 Syntax error, incorrect syntax near 'FORM'."],
    ['SELECT * FROM c WHERE', 'SC1001 Syntax error, unexpected end of input.'],
    ['SELECT * FROM c WHERE c.a =', 'SC1001 Syntax error, unexpected end of input.'],
    ['SELECT * FROM c WHERE (c.a = 1', 'SC1001 Syntax error, unexpected end of input.'],
    ['SELECT * FROM c WHERE c.a = 1)', "SC1001 Syntax error, incorrect syntax near ')'."],
    ["SELECT * FROM c WHERE c.a = 'open", "SC1001 Syntax error, incorrect syntax near ''open'."],
    ["SELECT * FROM c WHERE c.a = '\\q'", "SC1001 Syntax error, incorrect syntax near '\\q'."],
    ['SELECT * FROM c /* open', "SC1001 Syntax error, incorrect syntax near '/* open'."],
    ['SELECT * FROM c; DROP', "SC1001 Syntax error, incorrect syntax near ';'."],
    ['SELECT * FROM c WHERE c.a IS NULL', "SC1001 Syntax error, incorrect syntax near 'IS'."],
    ['SELECT c.value FROM c', "SC1001 Syntax error, incorrect syntax near 'value'."],
    ['SELECT c.a AS order FROM c', "SC1001 Syntax error, incorrect syntax near 'order'."],
    ['SELECT * FROM c WHERE c.a IN ()', "SC1001 Syntax error, incorrect syntax near ')'."],
    ['SELECT * FROM c ORDER BY c.a OFFSET 1', 'SC1001 Syntax error, unexpected end of input.'],
    ['SELECT TOP 1.5 * FROM c', "SC1001 Syntax error, incorrect syntax near '1.5'."],
    ['SELECT TOP -1 * FROM c', "SC1001 Syntax error, incorrect syntax near '-'."],
    ['SELECT COUNT(DISTINCT c.a) FROM c', "SC1001 Syntax error, incorrect syntax near 'DISTINCT'."],
    ['SELECT * FROM c WHERE 1abc = 1', "SC1001 Syntax error, incorrect syntax near '1abc'."],
    ["SELECT * FROM c WHERE c.a LIKE 'a' ESCAPE 'ab'", "SC1001 Syntax error, incorrect syntax near ''ab''."],
    ['SELECT * FROM c WHERE d.a = 1', "SC2001 Identifier 'd' could not be resolved."],
    ['SELECT * FROM c WHERE C.a = 1', "SC2001 Identifier 'C' could not be resolved."],
    ['SELECT * FROM root r WHERE root.a = 1', "SC2001 Identifier 'root' could not be resolved."],
    ['SELECT * FROM c JOIN t IN d.tags', "SC2001 Identifier 'd' could not be resolved."],
    ['SELECT VALUE t FROM c JOIN s IN t.x JOIN t IN c.tags', "SC2001 Identifier 't' could not be resolved."],
    ['SELECT * FROM c WHERE EXISTS(SELECT VALUE 1 FROM d)', "SC2001 Identifier 'd' could not be resolved."],
    [
      'SELECT VALUE t FROM c WHERE EXISTS(SELECT VALUE t FROM t IN c.tags)',
      "SC2001 Identifier 't' could not be resolved.",
    ],
    ['SELECT * FROM c WHERE c.a = @gone', "SC2001 Identifier '@gone' could not be resolved."],
    ['SELECT *', "'SELECT *' is not valid if FROM clause is omitted."],
    ['SELECT * FROM c JOIN t IN c.tags', "'SELECT *' is only valid with a single input set."],
    ['SELECT TOP 1 * FROM c OFFSET 0 LIMIT 1', "'TOP' is not supported together with 'OFFSET LIMIT'."],
    ['SELECT VALUE (SELECT VALUE x FROM x IN [1, 2]) FROM c', "SC1001 Syntax error, incorrect syntax near '['."],
    [
      'SELECT VALUE ARRAY(SELECT VALUE t FROM t IN c.tags ORDER BY t) FROM c',
      "'ORDER BY' is not supported in subqueries.",
    ],
    [
      'SELECT VALUE ARRAY(SELECT VALUE t FROM t IN c.tags OFFSET 0 LIMIT 1) FROM c',
      "'OFFSET LIMIT' clause is not supported in subqueries.",
    ],
    ['SELECT * FROM c WHERE COUNT(1) > 1', "SC2101 The aggregate function 'COUNT' is not allowed here."],
    ['SELECT SUM(COUNT(1)) FROM c', "SC2101 The aggregate function 'COUNT' is not allowed here."],
    ['SELECT COUNT() FROM c', 'SC2050 The COUNT function requires 1 argument(s).'],
    [
      'SELECT c.id, COUNT(1) FROM c',
      "SC2102 Property reference 'c.id' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.",
    ],
    [
      'SELECT c.b FROM c GROUP BY c.a',
      "SC2102 Property reference 'c.b' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.",
    ],
    [
      'SELECT c FROM c GROUP BY c.a',
      "SC2102 Property reference 'c' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.",
    ],
    [
      'SELECT c.a, ARRAY(SELECT VALUE t FROM t IN c.t) AS t FROM c GROUP BY c.a',
      "SC2102 Property reference 'c' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.",
    ],
    [
      'SELECT COUNT(1) AS n, (SELECT VALUE c.a) AS x FROM c',
      "SC2102 Property reference 'c' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.",
    ],
    ['SELECT * FROM c GROUP BY c.a', "'SELECT *' is not supported in presence of GROUP BY."],
    ['SELECT c.a FROM c GROUP BY c.a ORDER BY c.a', "'ORDER BY' is not supported in presence of GROUP BY."],
    ['SELECT COUNT(1) FROM c ORDER BY c.a', "'ORDER BY' is not supported in presence of aggregates."],
    ['SELECT c.a FROM c GROUP BY COUNT(1)', "SC2101 The aggregate function 'COUNT' is not allowed here."],
  ])('%s', (text, expected) => {
    expect(refusal(text)).toBe(expected)
  })

  it('is refused when a query that gives one value has two', () => {
    expect(() => run('SELECT VALUE (SELECT VALUE p FROM p IN c.crew) FROM c', fleet)).toThrow(
      'The cardinality of a scalar subquery result set cannot be greater than one.',
    )
  })

  it.each([-1, 1.5, '1', null])('is refused when its number of rows is %j', (n) => {
    expect(() => run('SELECT TOP @n * FROM c', fleet, { n })).toThrow('must be a non-negative integer')
  })
})
