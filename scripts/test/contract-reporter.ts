import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'

/** How `describeConformance` names what it runs: service and provider. */
const contractTitle = /^(\w+) contract: (.+)$/

interface Row {
  readonly contract: string
  readonly subject: string
  readonly passed: number
  readonly refused: number
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
    const rows = judged.flatMap((module) => [...module.children.allSuites()].flatMap(rowOf))
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length
    const unfinished = modules.filter((module) => module.errors().length > 0).length + count('pending')
    const lines = [
      ...table(rows.toSorted((one, other) => (one.subject < other.subject ? -1 : 1))),
      '',
      ...tests.filter((test) => test.result().state === 'skipped').map((test) => `skipped: ${test.fullName}`),
      `${count('passed')} passed, ${count('failed') + unfinished} failed, ${count('skipped')} skipped`,
    ]
    console.log(lines.join('\n'))
  }
}

function rowOf(suite: TestSuite): Row[] {
  const [, contract, subject] = contractTitle.exec(suite.name) ?? []
  if (contract === undefined || subject === undefined) return []
  // What the runner checks beside the cases is no case.
  const tests = [...suite.children.allTests()].filter(({ name }) => name !== 'every case was run')
  const good = tests.filter((test) => test.result().state === 'passed')
  const refused = good.filter((test) => isRefusal(test)).length
  return [{ contract, subject, passed: good.length - refused, refused, failed: tests.length - good.length }]
}

function isRefusal(test: TestCase): boolean {
  return test.annotations().some(({ message }) => message.startsWith('refused'))
}

function table(rows: readonly Row[]): string[] {
  const cells = [
    ['contract', 'provider', 'passed', 'refused as declared', 'failed'],
    ...rows.map(({ contract, subject, passed, refused, failed }) =>
      [contract, subject, passed, refused, failed].map(String),
    ),
  ]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lines = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return rows.length === 0
    ? []
    : ['', lines[0] ?? '', widths.map((width) => '-'.repeat(width)).join('  '), ...lines.slice(1)]
}
