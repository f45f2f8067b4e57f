import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bytelyst, start, type Started } from './support/bytelyst.ts'
import { project } from './support/project.ts'

const installed = ['emulators']
const command = ['emulate', 'cosmos', '--port', '0']

/** A command that has said that it is ready, and what it has said. */
async function ready(folder: string, parameters: readonly string[]): Promise<Started & { readonly said: string }> {
  const started = start(folder, [...command, ...parameters], {})
  let said = ''
  started.process.stdout?.on('data', (text: string) => (said += text))
  await expect.poll(() => said, { timeout: 20_000 }).toContain('ready; Ctrl-C ends it\n')
  return { ...started, said }
}

function endpointIn(said: string): string {
  return /^endpoint +(\S+)$/m.exec(said)?.[1] ?? ''
}

test.for(['SIGINT', 'SIGTERM'] as const)('it serves until %s, and ends with 0', async (signal) => {
  const { process, ended, said } = await ready(project({ installed }), [])
  const answer = await fetch(endpointIn(said))
  expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'application/json'])
  expect(said).toMatch(/^connection string {2}AccountEndpoint=http:\/\/127\.0\.0\.1:\d+\/;AccountKey=\S+;$/m)
  process.kill(signal)
  const { code, stderr } = await ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  await expect(fetch(endpointIn(said))).rejects.toThrow('fetch failed')
})

test('it begins with a seed, and keeps it in a file', async () => {
  const seed = { app: { things: { partitionKey: '/pk', documents: [{ id: 'a', pk: 'x' }] } } }
  const folder = project({ installed, files: { 'seed.json': JSON.stringify(seed) } })
  const { process, ended } = await ready(folder, ['--seed', 'seed.json', '--persist', 'kept.jsonl'])
  process.kill('SIGTERM')
  expect((await ended).code).toBe(0)
  expect(readFileSync(join(folder, 'kept.jsonl'), 'utf8')).toContain('"id":"a","pk":"x"')
})

test('over TLS it prints its certificate', async () => {
  const { said } = await ready(project({ installed }), ['--tls'])
  expect(endpointIn(said)).toMatch(/^https:/)
  expect(said).toContain('-----BEGIN CERTIFICATE-----')
})

test.each([
  [['--partitions', 'many'], '--partitions takes a whole number, not many'],
  [['--partitions', '0'], 'partitions is a whole number from 1'],
  [['--seed', 'none.json'], '--seed none.json: '],
])('%j cannot be started with, and ends with 2', async (parameters, message) => {
  const { code, stdout, stderr } = await bytelyst(project({ installed }), [...command, ...parameters])
  expect(stderr).toContain(message)
  expect(stderr).not.toContain('    at ')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('a port that is taken ends it with 2', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as { readonly port: number }
  const { code, stderr } = await bytelyst(project({ installed }), ['emulate', 'cosmos', '--port', String(port)])
  expect(stderr).toContain('EADDRINUSE')
  expect(code).toBe(2)
})
