import { engines } from '../servers/server.ts'
import { unprovedCases } from '../servers/unproved.ts'
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'

/** How `describeConformance` names what it runs: service and provider. */
const contractTitle = /^(\w+) contract: (.+)$/

interface Row {
  readonly contract: string
  readonly subject: string
  readonly passed: number
  readonly refused: number
  readonly excepted: number
  readonly failed: number
}

/**
 * Says at the end what the contract of each service found on each provider, every skipped test by name, and in the last
 * line how many tests passed, failed and were skipped.
 */
export class ContractReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    // The runner's own tests judge subjects that are nobody's provider.
    const judged = modules.filter(({ project }) => project.name !== 'conformance')
    const judgedSuites = judged.flatMap(suitesOf)
    const rows = judgedSuites.flatMap(rowOf)
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length
    // What a suite could not prepare is not run, and would pass for skipped.
    const broken = [...modules, ...modules.flatMap(suitesOf)].filter((part) => part.errors().length > 0).length
    const unfinished = broken + count('pending')
    const lines = [
      ...table(rows.toSorted((one, other) => (one.subject < other.subject ? -1 : 1))),
      ...unproved(judgedSuites),
      '',
      ...tests.filter((test) => test.result().state === 'skipped').map((test) => `skipped: ${test.fullName}`),
      `${count('passed')} passed, ${count('failed') + unfinished} failed, ${count('skipped')} skipped`,
    ]
    console.log(lines.join('\n'))
  }
}

function suitesOf(module: TestModule): readonly TestSuite[] {
  return [...module.children.allSuites()]
}

function rowOf(suite: TestSuite): Row[] {
  const [, contract, subject] = contractTitle.exec(suite.name) ?? []
  if (contract === undefined || subject === undefined) return []
  const tests = casesOf(suite)
  const good = tests.filter((test) => test.result().state === 'passed')
  const refused = good.filter((test) => isNoted(test, 'refused')).length
  const excepted = good.filter((test) => isNoted(test, 'failed')).length
  const passed = good.length - refused - excepted
  const failed = tests.filter((test) => test.result().state !== 'passed' && test.result().state !== 'skipped').length
  // A server that is not here is told below, by name.
  return good.length + failed === 0 ? [] : [{ contract, subject, passed, refused, excepted, failed }]
}

/** What the runner checks beside the cases is no case. */
function casesOf(suite: TestSuite): readonly TestCase[] {
  return [...suite.children.allTests()].filter(({ name }) => name !== 'every case was run')
}

/** A test that passes without its guarantee holding says so in a note: it was refused, or failed as an exception says. */
function isNoted(test: TestCase, outcome: 'refused' | 'failed'): boolean {
  return test.annotations().some(({ message }) => message.startsWith(outcome))
}

/** The cases that no server proves for a provider that was run, by name. */
function unproved(suites: readonly TestSuite[]): string[] {
  const ids = new Set<string>()
  for (const suite of suites) {
    const engine = engines.find((name) => suite.name.includes(` contract: ${name} on `))
    if (engine === undefined) continue
    const cases = casesOf(suite).map((test) => ({ id: test.name.split(':')[0] ?? '', needs: neededBy(test) }))
    for (const { id } of unprovedCases(engine, cases)) ids.add(`${engine}: ${id}`)
  }
  return ids.size === 0 ? [] : ['', 'proved by no server of others:', ...[...ids].map((id) => `  ${id}`)]
}

/** The capabilities for whose lack a case was refused, as its note says. */
function neededBy(test: TestCase): object {
  const notes = test.annotations().flatMap(({ message }) => [...message.matchAll(/(\w+) is /g)])
  return Object.fromEntries(notes.map(([, name]) => [name, true]))
}

function table(rows: readonly Row[]): string[] {
  const cells = [
    ['contract', 'provider', 'passed', 'refused as declared', 'failed as excepted', 'failed'],
    ...rows.map(({ contract, subject, passed, refused, excepted, failed }) =>
      [contract, subject, passed, refused, excepted, failed].map(String),
    ),
  ]
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lines = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return rows.length === 0
    ? []
    : ['', lines[0] ?? '', widths.map((width) => '-'.repeat(width)).join('  '), ...lines.slice(1)]
}
