import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SuiteReport } from '@bytelyst/conformance'
import { expect, test } from 'vitest'
import { parseXml } from '../../conformance/test/support/parse-xml.ts'
import { bytelyst } from './support/bytelyst.ts'
import { project } from './support/project.ts'

const variables = { DB_PROVIDER: 'forgetful', LIBRARY_URI: 'https://library.example' }
const parameters = ['conformance', 'datastore', '--only', 'read/', '--import', './libraries.ts']

test('reports are written where they are wanted, folders included, and tell the same', async () => {
  const folder = project({ fixtures: ['libraries.ts'] })
  const paths = ['--json', 'out/report.json', '--junit', 'out/deep/report.xml', '--html', join(folder, 'report.html')]
  const { code, stdout } = await bytelyst(folder, [...parameters, ...paths], variables)
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
  const report = JSON.parse(read('out/report.json')) as SuiteReport
  const [suite] = parseXml(read('out/deep/report.xml')).children
  const html = read('report.html')
  const { failed } = report.counts
  expect(code).toBe(1)
  expect(stdout).toContain(`written: out/report.json, out/deep/report.xml, ${join(folder, 'report.html')}\n`)
  expect(failed).toBeGreaterThan(0)
  expect(report.cases.filter(({ outcome }) => outcome === 'failed')).toHaveLength(failed)
  expect(suite?.attributes).toMatchObject({ tests: String(report.cases.length), failures: String(failed) })
  expect(suite?.children).toHaveLength(report.cases.length)
  expect(html).toMatch(/^<!doctype html>[^]+<\/html>\n$/)
  expect(html).toContain(`THE CONTRACT IS BROKEN: ${failed} failed`)
  for (const { id } of report.cases) expect(html).toContain(`<tr id="${id}">`)
})

test.for<readonly [string, (text: string) => unknown]>([
  ['json', (text) => JSON.parse(text) as unknown],
  ['junit', parseXml],
  ['html', (text) => /^<!doctype html>[^]+<\/html>\n$/.exec(text)],
])('--%s - gives the standard output to the report alone', async ([format, parse]) => {
  const folder = project({ fixtures: ['libraries.ts'] })
  const { code, stdout, stderr } = await bytelyst(folder, [...parameters, `--${format}`, '-'], variables)
  expect(parse(stdout)).toBeTruthy()
  expect(stderr).toContain('THE CONTRACT IS BROKEN')
  expect(code).toBe(1)
})
