import { isCloudError, type CloudErrorCode } from '@bytelyst/core'
import { etagOf } from '../../document/etag.ts'
import type { DatastoreProvider, DocumentCollection } from '../../types.ts'
import { holds, same } from '../assert.ts'
import { doc, partition, type AnyDocument, type DatastoreCase, type DatastoreContext } from '../context.ts'

type Items = DocumentCollection<AnyDocument>

const contenders = 64
const minutes = 60_000

/** The winners' number; everybody else must have been told one of these codes. */
async function winners(attempts: readonly Promise<unknown>[], lost: readonly CloudErrorCode[]): Promise<number> {
  const results = await Promise.allSettled(attempts)
  for (const result of results) {
    if (result.status === 'rejected') {
      const error: unknown = result.reason
      holds(
        isCloudError(error) && lost.includes(error.code),
        `a loser is told ${lost.join(' or ')}, not ${String(error)}`,
      )
    }
  }
  return results.filter(({ status }) => status === 'fulfilled').length
}

/** The same collection through the shared provider and, where data is shared, through a second one. */
async function handles(
  { collection, another, capabilities }: DatastoreContext,
  config = {},
): Promise<readonly Items[]> {
  const items = await collection(config)
  if (!capabilities.durable) return [items, items]
  const other: DatastoreProvider = await another()
  return [items, other.collection<AnyDocument>(items.name)]
}

function race(work: (i: number) => Promise<unknown>): Promise<unknown>[] {
  return Array.from({ length: contenders }, (_, i) => work(i))
}

const conditional: readonly (readonly [
  name: string,
  write: (items: Items, i: number, ifMatch: string) => Promise<unknown>,
])[] = [
  ['replace', (items, i, ifMatch) => items.replace('a', partition, doc('a', { by: i }), { ifMatch })],
  ['upsert', (items, i, ifMatch) => items.upsert(doc('a', { by: i }), { ifMatch })],
  ['update', (items, i, ifMatch) => items.update('a', partition, { $set: { by: i } }, { ifMatch })],
]

export const raceCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/race/create',
    sentence: 'of 64 creates of one id exactly one wins, the others are told already_exists',
    timeoutMs: 5 * minutes,
    async run(context) {
      const both = await handles(context)
      for (let round = 0; round < context.raceRounds; round += 1) {
        const attempts = race((i) => (both[i % 2] as Items).create(doc(`r${round}`, { by: i })))
        same(await winners(attempts, ['already_exists']), 1, `round ${round}`)
      }
      same(await (both[0] as Items).count({}), context.raceRounds)
    },
  },
  {
    id: 'datastore/race/create-many',
    sentence: 'of overlapping createMany calls each document is created by exactly one',
    timeoutMs: 5 * minutes,
    async run(context) {
      const both = await handles(context)
      for (let round = 0; round < Math.ceil(context.raceRounds / 10); round += 1) {
        const documents = Array.from({ length: 10 }, (_, n) => doc(`r${round}-${n}`))
        const results = await Promise.all(
          Array.from({ length: 8 }, (_, i) => (both[i % 2] as Items).createMany(documents)),
        )
        same(
          results.reduce((sum, { succeeded }) => sum + succeeded, 0),
          10,
          `round ${round}`,
        )
      }
    },
  },
  ...conditional.map(([name, write]): DatastoreCase => ({
    id: `datastore/race/if-match-${name}`,
    sentence: `of 64 ${name} calls on condition of one etag exactly one wins`,
    timeoutMs: 5 * minutes,
    async run(context) {
      const both = await handles(context)
      const [items] = both as readonly [Items]
      let current = await items.create(doc('a'))
      for (let round = 0; round < context.raceRounds; round += 1) {
        const ifMatch = etagOf(current) ?? ''
        const attempts = race((i) => write(both[i % 2] as Items, i, ifMatch))
        same(await winners(attempts, ['precondition_failed']), 1, `round ${round}`)
        current = (await items.findById('a', partition)) ?? doc('lost')
        holds(etagOf(current) !== ifMatch, 'the winner left a new etag')
      }
    },
  })),
  {
    id: 'datastore/race/if-match-delete',
    sentence: 'of 64 deletes on condition of one etag exactly one finds the document',
    timeoutMs: 5 * minutes,
    async run(context) {
      const both = await handles(context)
      const [items] = both as readonly [Items]
      for (let round = 0; round < context.raceRounds; round += 1) {
        const ifMatch = etagOf(await items.create(doc('a'))) ?? ''
        const results = await Promise.all(race((i) => (both[i % 2] as Items).delete('a', partition, { ifMatch })))
        same(results.filter((deleted) => deleted === true).length, 1, `round ${round}`)
      }
    },
  },
  {
    id: 'datastore/race/delete',
    sentence: 'of 64 deletes exactly one is told that there was a document',
    timeoutMs: 5 * minutes,
    async run(context) {
      const both = await handles(context)
      for (let round = 0; round < context.raceRounds; round += 1) {
        await (both[0] as Items).create(doc('a'))
        const results = await Promise.all(race((i) => (both[i % 2] as Items).delete('a', partition)))
        same(results.filter((deleted) => deleted === true).length, 1, `round ${round}`)
      }
    },
  },
  {
    id: 'datastore/race/increments',
    sentence: 'concurrent $inc calls all count',
    timeoutMs: 10 * minutes,
    async run(context) {
      const both = await handles(context)
      const [items] = both as readonly [Items]
      await items.create(doc('a', { n: 0 }))
      const rounds = Math.ceil(context.raceRounds / 10)
      for (let round = 1; round <= rounds; round += 1) {
        const results = await Promise.all(
          race((i) => (both[i % 2] as Items).update('a', partition, { $inc: { n: 1 } })),
        )
        same((await items.findById('a', partition))?.['n'], round * contenders)
        same(
          new Set(results.map((document) => (document as AnyDocument)['n'])).size,
          contenders,
          'each saw its own count',
        )
      }
    },
  },
  {
    id: 'datastore/race/upserting-increments',
    sentence: 'concurrent $inc calls with upsert create the document once, and all count',
    timeoutMs: 10 * minutes,
    async run(context) {
      const both = await handles(context)
      for (let round = 0; round < Math.ceil(context.raceRounds / 20); round += 1) {
        const patch = { $inc: { n: 1 }, $setOnInsert: { born: round }, $addToSet: { kinds: 'x' } }
        await Promise.all(race((i) => (both[i % 2] as Items).update(`r${round}`, partition, patch, { upsert: true })))
        const stored = await (both[0] as Items).findById(`r${round}`, partition)
        same(stored, doc(`r${round}`, { n: contenders, born: round, kinds: ['x'] }))
      }
    },
  },
  {
    id: 'datastore/race/whole-documents',
    sentence: 'a reader never sees half of a write',
    timeoutMs: 5 * minutes,
    async run(context) {
      const both = await handles(context)
      const whole = (n: number): AnyDocument =>
        doc('a', { first: n, list: Array.from({ length: 50 }, () => n), last: n })
      await (both[0] as Items).create(whole(0))
      for (let round = 0; round < Math.ceil(context.raceRounds / 5); round += 1) {
        await Promise.all(
          Array.from({ length: 16 }, async (_, i) => {
            const items = both[i % 2] as Items
            if (i % 4 === 0) return void (await items.upsert(whole(round * 100 + i)))
            for (let turn = 0; turn < 4; turn += 1) {
              const read =
                i % 4 === 1 ? (await items.findMany({ filter: {} }))[0] : await items.findById('a', partition)
              same(read, whole(Number(read?.['first'])))
            }
          }),
        )
      }
    },
  },
  {
    id: 'datastore/race/transactions',
    sentence: 'concurrent transactions that update the same documents all count, and keep them in step',
    timeoutMs: 10 * minutes,
    needs: { transactions: true },
    async run(context) {
      const both = await handles(context)
      const [items] = both as readonly [Items]
      await items.createMany([doc('a', { n: 0 }), doc('b', { n: 0 })])
      const rounds = Math.ceil(context.raceRounds / 20)
      for (let round = 1; round <= rounds; round += 1) {
        await Promise.all(
          race((i) =>
            (both[i % 2] as Items).transact(partition, [
              { op: 'update', id: 'a', patch: { $inc: { n: 1 } } },
              { op: 'update', id: 'b', patch: { $inc: { n: -1 } } },
            ]),
          ),
        )
        same((await items.findById('a', partition))?.['n'], round * contenders)
        same((await items.findById('b', partition))?.['n'], -round * contenders)
      }
    },
    attempt: async ({ collection }) => (await collection()).transact(partition, [{ op: 'create', document: doc('a') }]),
  },
  {
    id: 'datastore/race/transactions-with-precondition',
    sentence: 'of 64 transactions on condition of one etag exactly one is applied, and the others leave nothing',
    timeoutMs: 5 * minutes,
    needs: { transactions: true },
    async run(context) {
      const both = await handles(context)
      const [items] = both as readonly [Items]
      let ifMatch = etagOf(await items.create(doc('a'))) ?? ''
      for (let round = 0; round < Math.ceil(context.raceRounds / 4); round += 1) {
        const attempts = race((i) =>
          (both[i % 2] as Items).transact(partition, [
            { op: 'create', document: doc(`r${round}-${i}`) },
            { op: 'replace', document: doc('a', { by: i }), ifMatch },
          ]),
        )
        same(await winners(attempts, ['precondition_failed']), 1, `round ${round}`)
        const current = (await items.findById('a', partition)) ?? doc('lost')
        same(await items.count({ id: { $startsWith: `r${round}-` } }), 1, 'what the others would have created')
        same(await items.exists({ id: `r${round}-${String(current['by'])}` }), true, "the winner's own")
        ifMatch = etagOf(current) ?? ''
      }
    },
    attempt: async ({ collection }) => (await collection()).transact(partition, [{ op: 'create', document: doc('a') }]),
  },
  {
    id: 'datastore/race/unique-index',
    sentence: 'of 64 documents with one unique value exactly one is stored',
    timeoutMs: 5 * minutes,
    needs: { uniqueIndexes: true },
    async run(context) {
      const both = await handles(context, { indexes: [{ paths: { email: 1 }, unique: true }] })
      for (let round = 0; round < Math.ceil(context.raceRounds / 4); round += 1) {
        const attempts = race((i) => (both[i % 2] as Items).create(doc(`r${round}-${i}`, { email: `e${round}` })))
        same(await winners(attempts, ['already_exists']), 1, `round ${round}`)
        same(await (both[0] as Items).count({ email: `e${round}` }), 1)
      }
    },
    attempt: async ({ collection }) => collection({ indexes: [{ paths: { email: 1 }, unique: true }] }),
  },
]
