import { readFileSync } from 'node:fs'
import { MemoryDatastoreProvider, SqliteDatastoreProvider } from '@bytelyst/datastore'
import { describe, expect, it, onTestFinished } from 'vitest'
import { classify } from '../../../scripts/coverage/classifier/classify-query.ts'
import { featureList, features, howOf } from '../../../scripts/coverage/features.ts'
import { report, reportPath } from '../../../scripts/coverage/report.ts'
import { classifyCorpus, formatTable, readTable, tablePath } from '../../../scripts/coverage/table.ts'
import { AnyOrder } from './coverage/example.ts'
import { callTexts, examples } from './coverage/examples.ts'
import { fleet, type Boat } from './coverage/fleet.ts'

const rows = readTable()
const corpus = process.env['COSMOS_QUERIES']
const calls = callTexts()

describe.each([
  ['memory', () => new MemoryDatastoreProvider()],
  ['sqlite', () => new SqliteDatastoreProvider({ path: ':memory:' })],
] as const)('on %s', (_name, open) => {
  it.each(examples.filter(({ call }) => call !== undefined))(
    'the call for $feature answers what its query does',
    async ({ call, answer }) => {
      const provider = open()
      onTestFinished(() => provider.close())
      const boats = provider.collection<Boat>('boats')
      expect(await boats.createMany(fleet)).toMatchObject({ failed: 0 })
      expect(comparable(await call?.(boats), answer)).toEqual(answer)
    },
  )
})

function comparable(result: unknown, answer: unknown): unknown {
  if (!(answer instanceof AnyOrder)) return result
  return new AnyOrder((result as Boat[]).map(({ id }) => id).toSorted())
}

describe('the examples', () => {
  it('are one for each feature', () => {
    expect(examples.map(({ feature }) => feature).toSorted()).toEqual(Object.keys(features).toSorted())
  })

  it.each(examples)('that of $feature needs it, and nothing that is harder to express', ({ feature, sql, append }) => {
    const { needs } = classify({ sql, ...(append && { append }) })
    expect(needs).toContain(feature)
    expect(howOf(needs)).toBe(features[feature].how)
  })

  it.each(examples)('that of $feature has a call exactly if it is expressible', ({ feature, call }) => {
    expect(call === undefined).toBe(features[feature].how === 'raw')
    expect(calls.has(feature)).toBe(call !== undefined)
  })
})

describe('a text with holes', () => {
  it.each([
    ["SELECT * FROM b WHERE b.rig IN (${rigs.map((_, i) => `@rig${i}`).join(', ')})", 'values'],
    ['SELECT * FROM b WHERE b.rig IN ${list} OR b.motto = "${motto}"', 'values'],
    [`SELECT TOP \${n} * FROM b WHERE b.rig IN ('\${rigs.join("', '")}')`, 'values'],
    ['SELECT * FROM b ${where} ORDER BY b.id', 'clauses'],
    ['SELECT * FROM b WHERE (IS_DEFINED(b.rig) ${more}) AND ${one}${other} OFFSET 0 LIMIT ${n * 3}', 'clauses'],
    ["SELECT * FROM b${parts.length ? ' WHERE ' + parts.join(' AND ') : ''}", 'clauses'],
    ['SELECT * FROM b ORDER BY b.${field} ${direction.toUpperCase()}', 'clauses'],
  ])('%s is read, with %s written into it', (sql, form) => {
    expect(classify({ sql })).toMatchObject({ form })
    expect(howOf(classify({ sql }).needs)).toBe('whole')
  })

  it.each(['AND b.rig = @rig ORDER BY b.id', 'WHERE b.rig = @rig', 'OFFSET 0 LIMIT @n', 'ORDER BY b.id DESC'])(
    '%s is read as a fragment',
    (fragment) => {
      expect(classify({ sql: 'SELECT * FROM b', append: [fragment] })).toMatchObject({ form: 'appended' })
    },
  )

  it.each([
    'SELECT',
    'SELECT * FROM',
    'SELECT * FROM b WHERE',
    "SELECT * FROM b WHERE b.rig = 'sloop",
    'SELECT * FROM b LIMIT 3',
  ])('%s is not read', (sql) => {
    expect(classify({ sql }).unparsed).toBeTypeOf('string')
  })
})

describe('the table', () => {
  it('has 1,085 queries, each once', () => {
    expect(new Set(rows.map(({ query }) => query)).size).toBe(1085)
    expect(rows.length).toBe(1085)
  })

  it('knows every feature that a query needs, and calls it as hard as the hardest', () => {
    const known = new Set<string>(featureList.map(([feature]) => feature))
    for (const { query, how, needs } of rows) {
      expect([query, needs.filter((feature) => !known.has(feature))]).toEqual([query, []])
      expect([query, how]).toEqual([query, howOf(needs)])
    }
  })

  it('reads at least 98 % of the texts without holes', () => {
    const texts = rows.filter(({ form }) => form === 'fixed' || form === 'appended')
    const unread = texts.filter(({ needs }) => needs.includes('unparsed'))
    expect(unread.length / texts.length).toBeLessThan(0.02)
  })

  it('is what the classifier makes of the corpus (runs where COSMOS_QUERIES names it: it is not in this repository)', (context) => {
    if (corpus === undefined) return context.skip('COSMOS_QUERIES does not name the file of the corpus')
    expect(formatTable(classifyCorpus(corpus))).toBe(readFileSync(tablePath, 'utf8'))
  })
})

it('docs/coverage.md is what the table and the examples give', () => {
  expect(readFileSync(reportPath, 'utf8')).toBe(report(rows, examples, calls))
})
