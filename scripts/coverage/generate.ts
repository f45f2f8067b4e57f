/** Writes docs/coverage.md from the table and the examples; with `--check` exits 1 when it is not up to date. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { callTexts, examples } from '../../packages/datastore/test/coverage/examples.ts'
import { report, reportPath } from './report.ts'
import { readTable } from './table.ts'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const text = report(readTable(), examples, callTexts())

if (values.check) {
  if (!existsSync(reportPath) || readFileSync(reportPath, 'utf8') !== text) {
    console.error('docs/coverage.md is not up to date: node scripts/coverage/generate.ts')
    process.exitCode = 1
  }
} else {
  mkdirSync(new URL('.', reportPath), { recursive: true })
  writeFileSync(reportPath, text)
}
