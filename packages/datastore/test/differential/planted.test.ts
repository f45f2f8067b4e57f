import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { bases } from '../../src/conformance/mutants/bases.ts'
import { mutants } from '../../src/conformance/mutants/index.ts'
import { compileFilter } from '../../src/filter/compile.ts'
import type { FilterNode } from '../../src/filter/tree.ts'
import * as generated from '../../src/providers/memory/generate.ts'
import { SortedKeys } from '../../src/providers/memory/sorted-keys.ts'
import { ValueIndex } from '../../src/providers/memory/value-index.ts'
import { Database } from '../../src/providers/sqlite/database.ts'
import { fuzz, type FuzzReport } from './fuzz.ts'
import { plantedMutants, plantedSql } from './planted.ts'
import { scansAgree } from './scanning.ts'
import type { Subject } from './subject.ts'
import { subjectOf } from './subject-of.ts'
import { openSubject } from './subjects.ts'

vi.mock(import('../../src/providers/memory/generate.ts'), { spy: true })

/** A mistake has to be found within so many cases; most are found within a few hundred. */
const cases = 4000
const seed = 1
const timeout = 120_000

async function findMistake(subject: Subject, minimise = false): Promise<FuzzReport> {
  const memory = await openSubject(subject.name === 'memory' ? 'naive' : 'memory')
  const report = await fuzz({ sides: [subject, memory], seed, cases, minimise })
  await subject.close()
  await memory.close()
  return report
}

/** The memory provider as mutants are made of it. */
async function openMutant(id: string | undefined): Promise<Subject> {
  const mutant = mutants.find((each) => each.id === id)
  if (id !== undefined && mutant === undefined) throw new Error(`there is no mutant ${id}`)
  const memory = bases.find(({ title }) => title === 'memory')
  if (memory === undefined) throw new Error('there is no base for mutants of memory')
  const { create } = await memory.openWith((right) => mutant?.wrap(right) ?? right)
  return subjectOf(await create(), { name: id ?? 'memory as it is' })
}

/** Has a method of all objects of a class get other arguments than it is given. */
function plantIn<P extends unknown[]>(prototype: object, method: string, change: (...given: P) => unknown[]): void {
  const methods = prototype as Record<string, (...given: P) => unknown>
  const right = methods[method] as (...given: unknown[]) => unknown
  vi.spyOn(methods, method).mockImplementation(function (this: unknown, ...given) {
    return right.apply(this, change(...given))
  })
}

function plantInSql(wrong: (sql: string) => string): void {
  for (const method of ['get', 'all', 'iterate']) {
    plantIn(Database.prototype, method, (sql: string, parameters: unknown) => [wrong(sql), parameters])
  }
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe(`mistakes planted on purpose are found within ${cases} cases`, () => {
  test('the providers without a mistake agree for as long', { timeout }, async () => {
    expect(await findMistake(await openMutant(undefined))).toEqual({ cases })
    plantInSql((sql) => sql)
    expect(await findMistake(await openSubject('sqlite'))).toEqual({ cases })
  })

  test.for(plantedMutants)('a wrong provider: %s', { timeout }, async (id) => {
    expect(await findMistake(await openMutant(id))).toHaveProperty('failure')
  })

  test.for(plantedSql)('wrong SQL: %s', { timeout }, async ([, from, to]) => {
    let changed = 0
    plantInSql((sql) => {
      const wrong = sql.replaceAll(from, to)
      if (wrong !== sql) changed += 1
      return wrong
    })
    const { failure } = await findMistake(await openSubject('sqlite'))
    expect(failure?.mismatch.reason).toMatch(/^sqlite: |^the answers differ/)
    expect(failure?.mismatch.reason).not.toMatch(/unknown|threw/)
    expect(changed).toBeGreaterThan(0)
  })

  test('an index of memory that knows only the first of several values', { timeout }, async () => {
    plantIn(ValueIndex.prototype, 'equalTo', (values: unknown[]) => [values.slice(0, 1)])
    expect(await findMistake(await openSubject('memory'))).toHaveProperty('failure')
  })

  test('an index of memory whose ranges leave out their upper end', { timeout }, async () => {
    plantIn(SortedKeys.prototype, 'between', (lower: unknown, upper: object | undefined) => [
      lower,
      upper && { ...upper, inclusive: false },
    ])
    expect(await findMistake(await openSubject('memory'))).toHaveProperty('failure')
  })

  test('a scan of many documents of memory that takes every negation for none', { timeout }, async () => {
    vi.mocked(generated.compileScan).mockImplementation((filter, documents) =>
      documents < 2000 ? compileFilter(filter) : compileFilter(withoutNegation(filter)),
    )
    const report = await findMistake(await openSubject('memory'))
    vi.mocked(generated.compileScan).mockReset()
    expect(report).toHaveProperty('failure')
  })

  test('generated code that is not what the closures are', { timeout }, async () => {
    const memory = await openSubject('memory')
    const wrong = scansAgree(memory, (filter) => compileFilter(withoutNegation(filter)))
    expect(fc.check(wrong, { seed, numRuns: cases })).toMatchObject({ failed: true })
    const right = scansAgree(memory, generated.compileScan)
    expect(fc.check(right, { seed, numRuns: 100 })).toMatchObject({ failed: false })
    await memory.close()
  })
})

test('a difference is told as a small program with what both sides answered', { timeout }, async () => {
  plantInSql((sql) => sql.replaceAll(' DESC', ''))
  const { failure } = await findMistake(await openSubject('sqlite'), true)
  expect(failure?.program.steps.length).toBe(1)
  expect(failure?.program.documents.length).toBeLessThanOrEqual(2)
  expect(failure?.text).toContain(`// ${failure?.mismatch.reason}`)
  expect(failure?.text).toContain('// sqlite answered: ')
  expect(failure?.text).toContain('// memory answered: ')
  expect(failure?.text).toContain('new SqliteDatastoreProvider(')
  expect(failure?.text).toMatch(/things\.\w+\(/)
})

function withoutNegation(filter: FilterNode): FilterNode {
  if (filter.kind !== 'and' && filter.kind !== 'or') return { ...filter, negated: false }
  return { kind: filter.kind, nodes: filter.nodes.map(withoutNegation) }
}
