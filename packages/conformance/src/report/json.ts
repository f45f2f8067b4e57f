import type { SuiteReport } from '../run-suite.ts'

/** The report as JSON, for other programs. */
export function toJson(report: SuiteReport): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
