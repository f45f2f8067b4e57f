import { runSuite, toHtml, toJson, toJUnit, toTable, type SuiteReport } from '@bytelyst/conformance'
import { expect, test } from 'vitest'
import { parseXml, type XmlElement } from './support/parse-xml.ts'
import { caseOf, cases, shelf, shelfSuite } from './support/shelf.ts'

const hostile = `<b>"&'</b>\n]]>\u0000\ud800 second line`

/** One of each outcome, and a problem. */
async function mixed(): Promise<SuiteReport> {
  const controller = new AbortController()
  const suite = shelfSuite([
    ...cases,
    caseOf('fail', () => Promise.reject(new Error(hostile))),
    caseOf('fail-as-excepted', () => Promise.reject(new Error('no'))),
    caseOf('interrupt', async () => controller.abort()),
    caseOf('not-run', async () => undefined),
  ])
  const dispose = (): Promise<void> => Promise.reject(new Error('stuck & nailed'))
  return runSuite(
    { ...suite, dispose },
    {
      title: `oak <${hostile}>`,
      open: async () => shelf({ capabilities: { lending: false, order: 'none' } }),
      exceptions: { 'shelf/own/fail-as-excepted': 'it is <old>' },
      signal: controller.signal,
    },
  )
}

function passing(): Promise<SuiteReport> {
  return runSuite(shelfSuite(), { title: 'oak', open: async () => shelf() })
}

test('the table has a row a concern, aligned, and ends with what it comes to', async () => {
  const table = toTable(await passing())
  expect(table.split('\n').slice(0, 7)).toEqual([
    'shelf contract: oak',
    '',
    'concern  passed  FAILED',
    'put           2       0',
    'lend          1       0',
    'all           3       0',
    '',
  ])
  expect(table).toMatch(/^the contract holds: 3 cases in \d+\.\d s\n$/m)
})

test('the table names what failed, was excepted, was not run, and every problem', async () => {
  const table = toTable(await mixed())
  const rows = table.split('\n').filter((line) => /^(concern|put|lend|own|all) /.test(line))
  expect(rows.map((row) => row.replaceAll(/ {2,}/g, '|'))).toEqual([
    'concern|passed|refused as declared|failed as excepted|FAILED|NOT RUN',
    'put|2|0|0|0|0',
    'lend|0|1|0|0|0',
    'own|1|0|1|1|1',
    'all|3|1|1|1|1',
  ])
  expect(new Set(rows.map(({ length }) => length)).size).toBe(1)
  expect(table).toContain('refused as declared  shelf/lend/gives\n  lending is false')
  expect(table).toContain('FAILED  shelf/own/fail\n  it does fail\n  <b>')
  expect(table).toContain('failed as excepted  shelf/own/fail-as-excepted\n  it does fail-as-excepted\n  it is <old>')
  expect(table).toContain('NOT RUN  shelf/own/not-run\n  the run was interrupted')
  expect(table).toContain('PROBLEM  what the cases made may be left behind')
  expect(table).toMatch(/^THE CONTRACT IS BROKEN: 1 failed, 1 not run, 1 problem, of 7 cases in \d+\.\d s\n$/m)
})

test('a conclusion says no more than was proved', async () => {
  const conclusion = async (options: Partial<Parameters<typeof runSuite>[1]>): Promise<string | undefined> => {
    const report = await runSuite(shelfSuite(), { title: 'oak', open: async () => shelf(), ...(options as object) })
    return toTable(report).trimEnd().split('\n').at(-1)
  }
  expect(await conclusion({ only: 'put' })).toMatch(/^what was run holds: 2 of 3 cases in/)
  expect(await conclusion({ only: 'no-such' })).toMatch(/^THE CONTRACT IS NOT PROVED: no case was selected/)
  expect(await conclusion({ signal: AbortSignal.abort() })).toMatch(
    /^THE CONTRACT IS NOT PROVED: 3 not run, of 3 cases/,
  )
  expect(
    await conclusion({
      open: async () => shelf({ has: async () => false }),
      exceptions: { 'shelf/put/is-there': 'forgets' },
    }),
  ).toMatch(/^the contract holds, but for 1 declared exception: 3 cases in/)
})

test('the JSON is the report', async () => {
  const report = await mixed()
  expect(JSON.parse(toJson(report))).toEqual(report)
})

test('the JUnit XML is well formed, counts what it holds, and keeps the text of a failure', async () => {
  const report = await mixed()
  const root = parseXml(toJUnit(report))
  const [suite] = root.children as [XmlElement]
  const all = suite.children
  const having = (name: string): XmlElement[] =>
    all.flatMap(({ children }) => children).filter((child) => child.name === name)
  expect(root.name).toBe('testsuites')
  expect(suite.attributes).toMatchObject({ tests: '8', failures: '1', errors: '1', skipped: '2' })
  expect(all).toHaveLength(8)
  expect(having('failure')).toHaveLength(1)
  expect(having('error')).toHaveLength(1)
  expect(having('skipped').map(({ attributes }) => attributes['message'])).toEqual([
    'failed-as-excepted: it is <old>',
    'not-run: the run was interrupted',
  ])
  const readable = hostile.replace('\u0000', '\ufffd').replace('\ud800', '\ufffd')
  expect(having('failure')[0]).toMatchObject({ attributes: { message: readable }, text: readable })
  expect(all[0]?.attributes).toMatchObject({
    classname: 'shelf.put',
    name: 'shelf/put/is-there: what was put is there',
  })
})

test("the table obeys nobody else: no control character, no line that is somebody else's, no endless note", async () => {
  const thrown = `\u001b[2J\rTHE CONTRACT HOLDS\r\nall 3\u0007 ${'x'.repeat(5000)}`
  const report = await runSuite(shelfSuite([caseOf('fail', () => Promise.reject(new Error(thrown)))]), {
    title: 'oak\u001b[31m\rpine',
    open: async () => shelf(),
  })
  const table = toTable(report)
  expect(table).not.toMatch(/[^\P{Cc}\n]/u)
  expect(table).toContain('oak\ufffd[31m\ufffdpine')
  expect(table).toContain('  \ufffd[2J\n  THE CONTRACT HOLDS\n  all 3\ufffd x')
  expect(table).toMatch(/x \.\.\. and \d+ characters more\n/)
  expect(table.length).toBeLessThan(3000)
})

test('the HTML needs nothing else, and holds no markup of others', async () => {
  const html = toHtml([await mixed(), await passing()])
  expect(html).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
  )
  expect(html).not.toMatch(/<script|<link|<img|https?:|url\(|@import/)
  expect(html).not.toContain('<b>')
  expect(html).toContain('&lt;b&gt;&quot;&amp;&#39;&lt;/b&gt;')
  expect(html).toContain('stuck &amp; nailed')
  expect(html.match(/<th>oak/g)).toHaveLength(2 * 3) // A column a subject, in each of three concerns.
  expect(html).toMatch(/THE CONTRACT IS BROKEN: 1 failed/)
  expect(html).toMatch(/the contract holds: 3 cases/)
})

test('no text breaks out of the HTML, wherever it stands', async () => {
  const id = `shelf/${hostile}/${hostile}` as const
  const suite = shelfSuite([{ id, sentence: hostile, run: () => Promise.reject(new Error(hostile)) }])
  const dispose = (): Promise<void> => Promise.reject(new Error(hostile))
  const report = await runSuite({ ...suite, dispose }, { title: hostile, open: async () => shelf() })
  const html = toHtml([report])
  const tags = [...html.matchAll(/<\/?([^\s>]*)([^<>]*)>/g)]
  const names = new Set(tags.map(([, name]) => name))
  expect(names).not.toContain('b')
  // Each < begins a tag of ours, and each attribute is closed.
  expect(tags).toHaveLength(html.split('<').length - 1)
  const rest = tags.map(([, , attributes = '']) => attributes.replaceAll(/ [\w-]+="[^"]*"/g, ''))
  expect(new Set(rest)).toEqual(new Set(['', ' html']))
  expect(html).toSatisfy((text: string) => text.isWellFormed() && !text.includes('\u0000'))
})

test('the HTML begins with what failed, each with a link to its row', async () => {
  const html = toHtml([await mixed()])
  const links = [...html.matchAll(/href="#([^"]*)"/g)].map(([, target = '']) => decodeURIComponent(target))
  expect(links).toEqual(['shelf/own/fail'])
  expect(html).toContain('<tr id="shelf/own/fail">')
})

test('the HTML of no reports is a page', () => {
  expect(toHtml([])).toContain('<!doctype html>')
})
