import type { Example } from './example.ts'

/** Counting, adding up, grouping. */
export const examplesOfAggregates: readonly Example[] = [
  {
    feature: 'count',
    sql: "SELECT VALUE COUNT(1) FROM b WHERE b.harbour = 'south'",
    call: (boats) => boats.count({ harbour: 'south' }),
    answer: 3,
  },
  {
    feature: 'count-distinct',
    sql: 'SELECT VALUE COUNT(DISTINCT b.beam) FROM b',
    call: async (boats) => (await boats.distinct('beam', { filter: {} })).length,
    answer: 4,
  },
  {
    feature: 'sum',
    sql: 'SELECT SUM(b.beam) AS sum FROM b',
    call: (boats) => boats.aggregate({ filter: {}, sum: 'beam' }),
    answer: [{ sum: 14 }],
  },
  {
    feature: 'average',
    sql: 'SELECT AVG(b.beam) AS avg FROM b',
    call: (boats) => boats.aggregate({ filter: {}, avg: 'beam' }),
    answer: [{ avg: 3.5 }],
  },
  {
    feature: 'extremes',
    sql: 'SELECT MAX(b.metres) AS max FROM b',
    call: (boats) => boats.aggregate({ filter: {}, max: 'metres' }),
    answer: [{ max: 12 }],
  },
  {
    feature: 'aggregate-columns',
    sql: 'SELECT COUNT(1) AS boats, SUM(b.metres) AS length, SUM(b.beam) AS width FROM b',
    call: (boats) => boats.aggregate({ filter: {}, count: 'boats', sum: { length: 'metres', width: 'beam' } }),
    answer: [{ boats: 5, length: 40, width: 14 }],
  },
  {
    feature: 'group-by',
    sql: 'SELECT b.harbour, COUNT(1) AS boats FROM b GROUP BY b.harbour',
    call: (boats) => boats.aggregate({ filter: {}, groupBy: ['harbour'], count: 'boats' }),
    answer: [
      { harbour: 'north', boats: 2 },
      { harbour: 'south', boats: 3 },
    ],
  },
  {
    feature: 'order-by-aggregate',
    sql: 'SELECT b.harbour, COUNT(1) AS boats FROM b GROUP BY b.harbour ORDER BY COUNT(1) DESC',
    call: (boats) => boats.aggregate({ filter: {}, groupBy: ['harbour'], count: 'boats', sort: { boats: -1 } }),
    answer: [
      { harbour: 'south', boats: 3 },
      { harbour: 'north', boats: 2 },
    ],
  },
  {
    feature: 'sum-of-expression',
    sql: 'SELECT SUM(b.metres - b.beam) AS rest FROM b WHERE IS_DEFINED(b.metres) AND IS_DEFINED(b.beam)',
    call: async (boats) =>
      (
        await boats.aggregate({
          filter: { metres: { $exists: true }, beam: { $exists: true } },
          sum: { metres: 'metres', beam: 'beam' },
        })
      ).map(({ metres, beam }) => ({ rest: metres - beam })),
    answer: [{ rest: 19 }],
  },
  {
    feature: 'conditional-sum',
    sql: 'SELECT VALUE { moored: SUM(b.moored ? 1 : 0) } FROM b',
    call: async (boats) => [{ moored: await boats.count({ moored: true }) }],
    answer: [{ moored: 2 }],
  },
]
