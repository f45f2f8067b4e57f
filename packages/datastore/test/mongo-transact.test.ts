import type { ClientSession, MongoClient } from 'mongodb'
import { beforeEach, expect, test } from 'vitest'
import type { DriverOperation, Expected, WriteRecord } from '../src/driver.ts'
import { Documents } from '../src/providers/mongo/documents.ts'
import { Layout, type RawDocument } from '../src/providers/mongo/layout.ts'
import { transactWith } from '../src/providers/mongo/transact.ts'

// No server that can be had here has transactions. These tests show what is sent, and in which order; that a replica set
// keeps the promise, only one can show.

const target = {
  collection: 'items',
  settings: { partitionKeyPath: '/pk', defaultTtl: undefined },
  partitionKeyPath: ['pk'],
}
const call = { check: () => undefined }

let sent: string[] = []
let stored: RawDocument[] = []
let failures: Map<string, Error[]> = new Map()

function step(name: string): void {
  sent.push(name)
  const failure = failures.get(name)?.shift()
  if (failure !== undefined) throw failure
}

function labelled(label: string, facts: object = {}): Error {
  return Object.assign(new Error(label), { hasErrorLabel: (asked: string) => asked === label, ...facts })
}

const session = {
  startTransaction: () => step('start'),
  commitTransaction: async () => step('commit'),
  abortTransaction: async () => step('abort'),
  endSession: async () => step('end'),
} as unknown as ClientSession

const client = { startSession: () => session } as unknown as MongoClient

const collection = {
  find: (_: unknown, options: { session?: unknown }) => ({
    async toArray() {
      step(options.session === session ? 'find' : 'find outside')
      return stored
    },
  }),
  async bulkWrite(operations: readonly object[], options: { session?: unknown }) {
    step(
      `${options.session === session ? 'write' : 'write outside'} ${operations.map((each) => Object.keys(each)[0]).join()}`,
    )
  },
} as unknown as Documents['native']

const documents = new Documents(collection, new Layout(target, 'encoded', undefined), Date.now, () => 'etag')

function write(id: string, expected: Expected): DriverOperation {
  const record: WriteRecord = { key: { id, partitionKey: 'p' }, document: { id, pk: 'p' }, ttlSeconds: null }
  return { kind: 'write', record, expected }
}

const operations = [write('new', 'absent'), write('old', { version: 'v' })]
const run = (given: readonly DriverOperation[] = operations): ReturnType<typeof transactWith> =>
  transactWith(client, documents, given, Date.now, call)

beforeEach(() => {
  sent = []
  stored = [{ _id: 'p/old', id: 'old', pk: 'p', _etag: 'v' }]
  failures = new Map()
})

test('a transaction is a read, a write and a commit, all in one session', async () => {
  expect(await run()).toMatchObject({ kind: 'committed', results: [{ version: 'etag' }, { version: 'etag' }] })
  expect(sent).toEqual(['start', 'find', 'write insertOne,replaceOne', 'commit', 'end'])
})

test('the first operation that cannot be done is told, and the transaction is aborted', async () => {
  stored = [{ _id: 'p/old', id: 'old', pk: 'p', _etag: 'other' }]
  expect(await run()).toEqual({ kind: 'refused', index: 1, outcome: { kind: 'stale' } })
  expect(sent).toEqual(['start', 'find', 'write insertOne', 'abort', 'end'])
})

test('an expired document is not there: it is replaced by a create, and cannot be removed', async () => {
  stored = [{ _id: 'p/old', id: 'old', pk: 'p', _etag: 'v', _bytelystExpiresAt: new Date(0) }]
  expect(await run([write('old', 'absent')])).toMatchObject({ kind: 'committed' })
  expect(sent).toContain('write replaceOne')
  const gone = await run([{ kind: 'delete', key: { id: 'old', partitionKey: 'p' }, version: undefined }])
  expect(gone).toEqual({ kind: 'refused', index: 0, outcome: { kind: 'missing' } })
})

test('what others got into is tried again from the beginning, a commit without an answer is sent again', async () => {
  failures.set('write insertOne,replaceOne', [labelled('TransientTransactionError')])
  failures.set('commit', [labelled('UnknownTransactionCommitResult')])
  expect(await run()).toMatchObject({ kind: 'committed' })
  const all = 'start, find, write insertOne,replaceOne'
  expect(sent.join(', ')).toBe(`${all}, abort, ${all}, commit, commit, end`)
})

test('what an update throws is thrown when nothing before it fails, and nothing is committed', async () => {
  const update = {
    key: { id: 'old', partitionKey: 'p' },
    patch: [],
    version: undefined,
    upsert: false,
    ttlSeconds: undefined,
    apply: () => {
      throw new Error('does not fit')
    },
  }
  await expect(run([write('new', 'absent'), { kind: 'update', update }])).rejects.toThrow('does not fit')
  expect(sent).toEqual(['start', 'find', 'write insertOne', 'abort', 'end'])
})

test('any other failure is thrown, and the session is ended', async () => {
  failures.set('find', [new Error('broken')])
  await expect(run()).rejects.toThrow('broken')
  expect(sent).toEqual(['start', 'find', 'abort', 'end'])
})
