import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import type { CosmosEmulator } from '../src/cosmos/emulator.ts'
import { signature, signedRequest } from './support/signed-request.ts'
import { openSubject, type Subject } from './support/subject.ts'

async function open(patience?: { headersMs: number; requestMs: number }): Promise<Subject> {
  const subject = await openSubject({}, patience === undefined ? {} : { patience })
  onTestFinished(subject.close)
  return subject
}

/** What the server says until it closes the connection. */
async function conversation({ url }: CosmosEmulator, speak: (socket: Socket) => void): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  // The server may close while this end still writes.
  socket.on('error', () => undefined)
  let heard = ''
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.once('connect', () => speak(socket))
  await closed
  return heard
}

async function isAlive({ client }: Subject): Promise<boolean> {
  return (await client.databases.createIfNotExists({ id: 'alive' })).statusCode < 300
}

test('what is no HTTP is 400, and the next request is served', async () => {
  const subject = await open()
  const heard = await conversation(subject.emulator, (socket) =>
    socket.write('\u0016\u0003\u0001 this is no HTTP\r\n\r\n'),
  )
  expect(heard).toMatch(/^HTTP\/1\.1 400 /)
  expect(heard).toContain('"code":"BadRequest"')
  expect(await isAlive(subject)).toBe(true)
})

test('a body that is announced too large is 413 before it is sent', async () => {
  const subject = await open()
  const head = 'POST /dbs HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999\r\n\r\n'
  expect(await conversation(subject.emulator, (socket) => socket.write(head))).toMatch(/^HTTP\/1\.1 413 /)
  expect(await isAlive(subject)).toBe(true)
})

test('a body without an end is 413 after two mebibytes', async () => {
  const subject = await open()
  const chunk = `10000\r\n${'x'.repeat(0x1_0000)}\r\n`
  let sent = 0
  const most = 4096
  const heard = await conversation(subject.emulator, (socket) => {
    socket.write('POST /dbs HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n')
    let isAnswered = false
    socket.once('data', () => (isAnswered = true))
    const more = (): void => {
      if (isAnswered || !socket.writable || sent >= most) return
      sent += 1
      socket.write(chunk, more)
    }
    more()
  })
  expect(heard).toMatch(/^HTTP\/1\.1 413 /)
  expect(sent).toBeLessThan(most)
  expect(await isAlive(subject)).toBe(true)
})

test.each([
  ['headers', 'GET / HTTP/1.1\r\nhost: a\r\nx-slow: '],
  ['a body', 'POST /dbs HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{"id"'],
])('%s that do not come to their end are 408 after some time', async (_, beginning) => {
  const subject = await open({ headersMs: 200, requestMs: 400 })
  const begin = performance.now()
  const heard = await conversation(subject.emulator, (socket) => socket.write(beginning))
  expect(heard).toMatch(/^HTTP\/1\.1 408 /)
  expect(performance.now() - begin).toBeLessThan(4000)
  expect(await isAlive(subject)).toBe(true)
})

test('headers without an end are refused', async () => {
  const subject = await open()
  const heard = await conversation(subject.emulator, (socket) =>
    socket.write(`GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`),
  )
  expect(heard).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect(await isAlive(subject)).toBe(true)
})

test('a path that is no URL encoding is 400', async () => {
  const subject = await open()
  const response = await fetch(`${subject.emulator.url}/dbs/%E0%A4%A`)
  expect(response.status).toBe(400)
})

test.each([
  ['nesting of 200 levels', `{"id":"a","pk":"x","deep":${'['.repeat(200)}${']'.repeat(200)}}`],
  ['nesting of 500,000 levels', `{"id":"a","pk":"x","deep":${'[{"a":'.repeat(250_000)}`],
  ['no JSON', '{"id":'],
  ['a number without end', '{"id":"a","pk":"x","n":-1e999}'],
  ['an array', '[]'],
  ['a text', '"a"'],
  ['nothing', ''],
])('a document that is %s is 400', async (_, body) => {
  const subject = await open()
  const c = await subject.container()
  const headers = { 'x-ms-documentdb-partitionkey': '["x"]', 'content-type': 'application/json' }
  const { status } = await signedRequest(subject.emulator, 'POST', `dbs/app/colls/${c.id}/docs`, headers, body)
  expect(status).toBe(400)
  expect(await isAlive(subject)).toBe(true)
})

test('a document of 120 levels is stored and read', async () => {
  const c = await (await open()).container()
  const deep: unknown = JSON.parse(`${'[{"a":'.repeat(60)}1${'}]'.repeat(60)}`)
  await c.items.create({ id: 'a', pk: 'x', deep })
  expect((await c.item('a', 'x').read()).resource?.deep).toEqual(deep)
})

test.each([
  ['nested parentheses', `SELECT * FROM c WHERE ${'('.repeat(100_000)}true${')'.repeat(100_000)}`],
  ['nested arrays', `SELECT VALUE ${'['.repeat(100_000)}`],
  ['a chain of NOT', `SELECT * FROM c WHERE ${'NOT '.repeat(100_000)}true`],
  ['a long chain of OR', `SELECT * FROM c WHERE ${'c.n = 1 OR '.repeat(20_000)}true`],
  ['nested subqueries', `SELECT VALUE ${'(SELECT VALUE '.repeat(5000)}1${')'.repeat(5000)}`],
  ['a text without an end', `SELECT * FROM c WHERE c.s = '${'x'.repeat(1_000_000)}`],
  ['control characters', 'SELECT \u0000\u0001 FROM c'],
  ['half a surrogate', 'SELECT * FROM c WHERE c.s = "\ud800"'],
  [
    'a join of everything with everything',
    'SELECT a, b FROM c JOIN a IN c.list JOIN b IN c.list JOIN d IN c.list JOIN e IN c.list',
  ],
  ['a pattern that backtracks', `SELECT * FROM c WHERE RegexMatch(c.s, "(a+)+$")`],
])('SQL with %s is answered within seconds, and the next request too', { timeout: 15_000 }, async (_, query) => {
  const subject = await open()
  const c = await subject.container()
  const list = Array.from({ length: 200 }).fill(7)
  await c.items.create({ id: 'a', pk: 'x', s: `${'a'.repeat(60)}!`, n: 1, list })
  const headers = { 'x-ms-documentdb-isquery': 'true', 'x-ms-documentdb-partitionkey': '["x"]' }
  const begin = performance.now()
  const body = JSON.stringify({ query })
  const { status } = await signedRequest(subject.emulator, 'POST', `dbs/app/colls/${c.id}/docs`, headers, body)
  expect([200, 400, 408]).toContain(status)
  expect(performance.now() - begin).toBeLessThan(10_000)
  expect(await isAlive(subject)).toBe(true)
})

test('headers that mean nothing are 400, and never 500', async () => {
  const subject = await open()
  const c = await subject.container()
  const path = `dbs/app/colls/${c.id}/docs`
  const query = { 'x-ms-documentdb-isquery': 'true', 'x-ms-documentdb-query-enablecrosspartition': 'true' }
  const wrong: readonly Readonly<Record<string, string>>[] = [
    { 'x-ms-max-item-count': 'many' },
    { 'x-ms-max-item-count': '0' },
    { 'x-ms-continuation': '{"a":1}' },
    { 'x-ms-continuation': Buffer.from('null').toString('base64') },
    { 'x-ms-documentdb-partitionkey': '{' },
    { 'x-ms-documentdb-partitionkey': '["a","b"]' },
    { 'x-ms-documentdb-partitionkey': '[[1]]' },
    { 'x-ms-session-token': 'nonsense' },
  ]
  for (const headers of wrong) {
    const { status } = await signedRequest(
      subject.emulator,
      'POST',
      path,
      { ...query, ...headers },
      '{"query":"SELECT * FROM c"}',
    )
    expect([status, headers]).toEqual([400, headers])
  }
  const gone = await signedRequest(
    subject.emulator,
    'POST',
    path,
    { ...query, 'x-ms-documentdb-partitionkeyrangeid': '99' },
    '{"query":"SELECT * FROM c"}',
  )
  expect([gone.status, gone.headers.get('x-ms-substatus')]).toEqual([410, '1002'])
})

test('a client that goes away in the middle of its request does no harm', async () => {
  const subject = await open()
  const { emulator } = subject
  for (let i = 0; i < 20; i += 1) {
    const socket = connect(Number(new URL(emulator.url).port), '127.0.0.1')
    await once(socket, 'connect')
    const headers = Object.entries(signature(emulator.key, 'POST', 'dbs')).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    )
    socket.write(`POST /dbs HTTP/1.1\r\nhost: a\r\n${headers.join('')}content-length: 50\r\n\r\n{"id`)
    socket.resetAndDestroy()
  }
  expect(await isAlive(subject)).toBe(true)
})
