import { itemNames } from '../../../src/cosmos/sql/select.ts'
import type { Expression } from '../../../src/cosmos/sql/tree.ts'
import { field, type Value } from '../../../src/cosmos/sql/value.ts'
import { sample } from '../sample.ts'
import { accepting, documentation, dotnetTests, issue, type Difference } from './difference.ts'

const projector = dotnetTests('Projector')

/** Differences in SELECT, FROM, ORDER BY and what stands behind. */
export const clauseDifferences = {
  'value-of-undefined': {
    title: '`SELECT VALUE` of what is undefined',
    ours: 'no row',
    theirs: 'a row of null',
    right: 'ours',
    decidedBy: [dotnetTests('SqlInterpreter')],
    rule: () => ({ row: (value) => value ?? null }),
    example: { query: "SELECT VALUE c.gone FROM c WHERE c.id = '1'", ours: [], theirs: [null] },
  },
  'names-without-alias': {
    title: 'names of selected values that have none',
    ours: '`$1`, `$2` .. of those that have none',
    theirs: 'the name of a function, or `$` and the place among all values',
    right: 'ours',
    decidedBy: [projector],
    rule: () => ({
      names(items) {
        let unnamed = 0
        return itemNames(items).map((name, index) => {
          const { expression, alias } = items[index] ?? {}
          if (alias !== undefined || !name.startsWith('$')) return name
          unnamed += 1
          if (name !== `$${unnamed}`) return name
          return expression?.kind === 'call' ? expression.name : `$${index + 1}`
        })
      },
    }),
    example: {
      query: "SELECT LOWER(c.b), c.id, c.a + 1 FROM c WHERE c.id = '1'",
      ours: [{ $1: 'x', id: '1', $2: 2 }],
      theirs: [{ LOWER: 'x', id: '1', $3: 2 }],
    },
  },
  'star-of-several': {
    title: '`SELECT *` over several collections',
    ours: 'refused',
    theirs: 'an object of all of them',
    right: 'ours',
    decidedBy: [projector],
    rule: (ours) => ({
      ...accepting(
        /^'SELECT \*' is only valid with a single input set\.$/,
        ({ select, from }) => select.kind === 'star' && (from?.sources.length ?? 0) > 1,
      )(ours),
      star: (values) => (values.size === 1 ? ours.star(values) : (Object.fromEntries(values) as Value)),
    }),
    example: {
      query: "SELECT * FROM c JOIN t IN c.t WHERE t = 'x'",
      ours: 400,
      theirs: [{ c: sample[0], t: 'x' }],
    },
  },
  'unresolved-name': {
    title: 'names that no collection has',
    ours: 'refused',
    theirs: 'fields of the document',
    right: 'ours',
    decidedBy: [issue('Azure/azure-cosmos-dotnet-v3', 1328)],
    rule: (ours) => ({
      ...accepting(
        /^Identifier '([^@].*)' could not be resolved\.$/,
        ({ from }, name) => !from?.sources.some(({ alias }) => alias === name),
      )(ours),
      unresolved: (name, document) => field(document, name),
    }),
    example: { query: "SELECT VALUE b FROM c WHERE c.id = '1'", ours: 400, theirs: ['x'] },
  },
  'from-a-missing-path': {
    title: '`FROM` a path that a document has not',
    ours: 'no row',
    theirs: 'a row of null',
    right: 'ours',
    decidedBy: [dotnetTests('DataSourceEvaluator')],
    rule: ({ source }) => ({ source: (found) => source(found) ?? null }),
    example: {
      query: 'SELECT VALUE x FROM c.o["b c"] AS x',
      ours: [true, 'x'],
      theirs: [true, null, null, null, 'x', null],
    },
  },
  'order-of-elements': {
    title: '`ORDER BY` what is no path in the document: fields of elements of arrays',
    ours: 'refused',
    theirs: 'is run',
    right: 'ours',
    decidedBy: [issue('dotnet/efcore', 16150), documentation('ORDER BY', 'order-by')],
    rule: accepting(
      /^Unsupported ORDER BY clause\. ORDER BY item expression could not be mapped to a document path\.$/,
      ({ from, orderBy }) => {
        const [root] = from?.sources ?? []
        const isContainer = root?.collection.kind === 'path' && !root.each
        return !isContainer || !orderBy.every(({ expression }) => isPathOf(expression, root.alias))
      },
    ),
    example: {
      query: 'SELECT x.a FROM x IN c.t ORDER BY x.a DESC',
      ours: 400,
      theirs: [{ a: 2 }, { a: 1 }, { a: 1 }, {}, {}],
    },
  },
  'ties-of-several-keys': {
    title: 'rows that are equal in all keys of `ORDER BY a ASC, b DESC`',
    ours: 'the last comes first, as the SDK for JavaScript wants them when it resumes',
    theirs: 'the first comes first, as the SDKs for .NET and Java want them',
    right: 'not known',
    decidedBy: [],
    rule: () => ({ turnsTies: ([first]) => first?.descending === true }),
    example: {
      query: "SELECT VALUE c.id FROM c WHERE c.a = 'x' ORDER BY c.a, c.b DESC",
      ours: ['6', '2'],
      theirs: ['2', '6'],
    },
  },
  'top-with-offset': {
    title: '`TOP` together with `OFFSET` and `LIMIT`',
    ours: 'refused',
    theirs: 'run, TOP first',
    right: 'not known',
    decidedBy: [],
    rule: accepting(
      /^'TOP' is not supported together with 'OFFSET LIMIT'\.$/,
      ({ top, page }) => top !== undefined && page !== undefined,
    ),
    example: { query: 'SELECT TOP 2 VALUE c.id FROM c OFFSET 1 LIMIT 2', ours: 400, theirs: ['2'] },
  },
} as const satisfies Readonly<Record<string, Difference>>

function isPathOf(expression: Expression, alias: string | undefined): boolean {
  return expression.kind === 'path' && expression.base.kind === 'name' && expression.base.name === alias
}
