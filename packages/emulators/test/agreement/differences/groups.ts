import { isGrouped } from '../../../src/cosmos/sql/compile-query.ts'
import { print } from '../../../src/cosmos/sql/print.ts'
import { compareOrder } from '../../../src/cosmos/sql/value.ts'
import { refused } from '../answer.ts'
import { accepting, documentation, dotnetTests, type Difference } from './difference.ts'

const aggregation = dotnetTests('AggregateProjectionTransformer')
const interpreter = dotnetTests('SqlInterpreter')

/** Differences in aggregates and groups. */
export const groupDifferences = {
  'aggregates-within': {
    title: 'aggregates in `[..]` and `{..}` of a query',
    ours: 'are run',
    theirs: 'refused',
    right: 'ours',
    decidedBy: [aggregation],
    rule: () => ({ aggregatesWithin: () => false }),
    example: { query: 'SELECT VALUE {"n": COUNT(1)} FROM c', ours: [{ n: 6 }], theirs: 400 },
  },
  'sum-of-nothing': {
    title: '`SUM` of nothing',
    ours: '0',
    theirs: 'undefined',
    right: 'ours',
    decidedBy: [aggregation],
    rule: ({ aggregate }) => ({
      aggregate(name, values) {
        const ours = aggregate(name, values)
        return name === 'SUM' && ours === 0 && values.every((value) => value === undefined) ? undefined : ours
      },
    }),
    example: { query: "SELECT SUM(c.a) AS s FROM c WHERE c.id = 'none'", ours: [{ s: 0 }], theirs: [{}] },
  },
  'sum-of-others': {
    title: '`SUM` and `AVG` over what is no number',
    ours: 'undefined',
    theirs: 'of the numbers among it',
    right: 'ours',
    decidedBy: [documentation('SUM', 'sum'), aggregation],
    rule: ({ aggregate }) => ({
      aggregate(name, values) {
        const ours = aggregate(name, values)
        if ((name !== 'SUM' && name !== 'AVG') || ours !== undefined) return ours
        const numbers = values.filter((value) => typeof value === 'number')
        return aggregate(name, numbers)
      },
    }),
    example: { query: 'SELECT SUM(c.a) AS s FROM c', ours: [{}], theirs: [{ s: 3.5 }] },
  },
  'extreme-of-composites': {
    title: '`MIN` and `MAX` over arrays and objects',
    ours: 'undefined',
    theirs: 'by their place in the order of types',
    right: 'ours',
    decidedBy: [aggregation],
    rule: ({ aggregate }) => ({
      aggregate(name, values) {
        const ours = aggregate(name, values)
        const isMixed = values.some((value) => typeof value === 'object' && value !== null)
        if ((name !== 'MIN' && name !== 'MAX') || ours !== undefined || !isMixed) return ours
        const sorted = values.filter((value) => value !== undefined).toSorted(compareOrder)
        return name === 'MIN' ? sorted[0] : sorted.at(-1)
      },
    }),
    example: { query: "SELECT MAX(c.t) AS m FROM c WHERE c.id = '2'", ours: [{}], theirs: [{ m: [] }] },
  },
  'group-of-undefined': {
    title: '`GROUP BY` what is undefined in one row and null in another',
    ours: 'two groups',
    theirs: 'one group',
    right: 'ours',
    decidedBy: [interpreter],
    rule: ({ group }) => ({ group: (keys) => group(keys.map((key) => key ?? null)) }),
    example: {
      query: "SELECT COUNT(1) AS n, c.o.a FROM c WHERE c.id IN ('1', '2') GROUP BY c.o.a",
      ours: [{ n: 1, a: null }, { n: 1 }],
      theirs: [{ n: 2, a: null }],
    },
  },
  'field-of-a-group': {
    title: 'fields beside aggregates that are no keys of `GROUP BY`, and subqueries with such',
    ours: 'refused',
    theirs: 'those of the first row of a group',
    right: 'ours',
    decidedBy: [interpreter],
    rule: accepting(
      /^Property reference '(.*)' is invalid in the select list/,
      (query, name) => isGrouped(query) && !query.groupBy.map(print).includes(name),
    ),
    example: { query: 'SELECT c.id, COUNT(1) AS n FROM c', ours: 400, theirs: [{ id: '1', n: 6 }] },
  },
  'star-of-groups': {
    title: '`SELECT *` with `GROUP BY`',
    ours: 'refused',
    theirs: 'the first row of each group',
    right: 'not known',
    decidedBy: [],
    rule: accepting(
      /^'SELECT \*' is not supported in presence of GROUP BY\.$/,
      ({ select, groupBy }) => select.kind === 'star' && groupBy.length > 0,
    ),
    example: { query: 'SELECT * FROM x IN c.t GROUP BY x.a', ours: 400, theirs: [1, { a: 2 }, { a: 1, b: 'x' }] },
  },
  'order-of-aggregates': {
    title: '`ORDER BY` beside aggregates, without `GROUP BY`',
    ours: 'refused',
    theirs: 'is run',
    right: 'not known',
    decidedBy: [],
    rule: accepting(
      /^'ORDER BY' is not supported in presence of aggregates\.$/,
      (query) => isGrouped(query) && query.groupBy.length === 0 && query.orderBy.length > 0,
    ),
    example: { query: 'SELECT COUNT(1) AS n FROM c ORDER BY c.a', ours: 400, theirs: [{ n: 6 }] },
  },
  'expressions-not-planned': {
    title: 'keys of `GROUP BY` and `ORDER BY` that are no paths',
    ours: 'run in GROUP BY, refused with 400 in ORDER BY',
    theirs: 'refused with 500: its planner does not know them',
    right: 'ours',
    decidedBy: [documentation('GROUP BY', 'group-by')],
    rule: ({ refusal }) => ({
      refusal(query) {
        const keys = [...query.groupBy, ...query.orderBy.map(({ expression }) => expression)]
        const isPlanned = keys.every(({ kind }) => kind === 'path')
        return isPlanned ? refusal(query) : refused(500, 'NEEDS_GATEWAY_FALLBACK')
      },
    }),
    example: {
      query: 'SELECT COUNT(1) AS n FROM c GROUP BY LOWER(c.b)',
      ours: [{ n: 1 }, { n: 1 }, { n: 4 }],
      theirs: 500,
    },
  },
} as const satisfies Readonly<Record<string, Difference>>
