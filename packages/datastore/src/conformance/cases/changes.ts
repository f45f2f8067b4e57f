import { etagOf } from '../../document/etag.ts'
import type { Change, ChangesOptions } from '../../types/change.ts'
import type { DocumentCollection } from '../../types.ts'
import { holds, rejects, same } from '../assert.ts'
import { doc, partition, type AnyDocument, type DatastoreCase, type DatastoreContext } from '../context.ts'

type Items = DocumentCollection<AnyDocument>

const puts = { changes: ['puts', 'all'] } as const
const waitMs = 10_000

/** The next so many changes. */
async function take(items: Items, count: number, options: ChangesOptions): Promise<Change<AnyDocument>[]> {
  const taken: Change<AnyDocument>[] = []
  for await (const change of items.changes({ timeoutMs: waitMs, ...options })) {
    taken.push(change)
    if (taken.length === count) break
  }
  return taken
}

function told(changes: readonly Change<AnyDocument>[]): string[] {
  return changes.map((change) =>
    change.kind === 'put' ? `${change.document.id}=${String(change.document['n'])}` : `${change.id} gone`,
  )
}

const attempt = async ({ collection }: DatastoreContext): Promise<unknown> =>
  (await collection()).changes()[Symbol.asyncIterator]().next()

export const changesCases: readonly DatastoreCase[] = [
  {
    id: 'datastore/changes/from-start',
    sentence: "from: 'start' tells of everything there is, and of what comes",
    needs: puts,
    async run({ collection }) {
      const items = await collection()
      await items.createMany([doc('a', { n: 1 }), doc('b', { n: 1 })])
      const feed = items.changes({ from: 'start', timeoutMs: waitMs })[Symbol.asyncIterator]()
      const seen = new Set<string>()
      while (seen.size < 2) {
        const { value } = (await feed.next()) as { value: Change<AnyDocument> }
        for (const text of told([value])) seen.add(text)
      }
      same(seen, new Set(['a=1', 'b=1']))
      await items.update('a', partition, { $set: { n: 2 } })
      const { value } = (await feed.next()) as { value: Change<AnyDocument> }
      same(told([value]), ['a=2'])
      if (value.kind === 'put') same(etagOf(value.document), etagOf((await items.findById('a', partition)) ?? {}))
      await feed.return?.()
    },
    attempt,
  },
  {
    id: 'datastore/changes/from-token',
    sentence: 'a token goes on behind the change it came with',
    needs: puts,
    async run({ collection }) {
      const items = await collection()
      for (const id of ['a', 'b', 'c']) await items.create(doc(id, { n: 1 }))
      const [first] = await take(items, 1, { from: 'start' })
      const rest = await take(items, 2, { from: first?.token })
      same(new Set([...told(rest), ...told(first === undefined ? [] : [first])]), new Set(['a=1', 'b=1', 'c=1']))
      await items.upsert(doc('d', { n: 2 }))
      same(told(await take(items, 1, { from: rest.at(-1)?.token })), ['d=2'])
    },
    attempt,
  },
  {
    id: 'datastore/changes/from-now',
    sentence: "from: 'now', the default, tells of what comes from here on, in order per document",
    needs: puts,
    async run({ collection }) {
      const items = await collection()
      await items.create(doc('old', { n: 0 }))
      const feed = items.changes({ timeoutMs: waitMs })[Symbol.asyncIterator]()
      const next = feed.next()
      await new Promise((resolve) => setTimeout(resolve, 20))
      for (let n = 1; n <= 3; n += 1) await items.upsert(doc('a', { n }))
      const seen: number[] = []
      let { value } = (await next) as { value: Change<AnyDocument> }
      for (;;) {
        if (value.kind === 'put') seen.push(Number(value.document['n']))
        holds(value.kind === 'put' && value.document.id === 'a', 'only what came later')
        if (seen.at(-1) === 3) break
        ;({ value } = (await feed.next()) as { value: Change<AnyDocument> })
      }
      same(
        seen,
        seen.toSorted((one, other) => one - other),
      )
      await feed.return?.()
    },
    attempt,
  },
  {
    id: 'datastore/changes/deletes',
    sentence: 'deletes are told where the capability says all, and left out where it says puts',
    needs: puts,
    async run({ collection, capabilities }) {
      const items = await collection()
      await items.create(doc('a', { n: 1 }))
      const [first] = await take(items, 1, { from: 'start' })
      await items.delete('a', partition)
      await items.create(doc('b', { n: 1 }))
      const all = capabilities.changes === 'all'
      const next = await take(items, all ? 2 : 1, { from: first?.token })
      same(told(next), all ? ['a gone', 'b=1'] : ['b=1'])
      if (next[0]?.kind === 'delete') same(next[0].partitionKey, partition)
    },
    attempt,
  },
  {
    id: 'datastore/changes/transactions',
    sentence: 'a transaction that was refused is not told',
    needs: { changes: ['puts', 'all'], transactions: true },
    async run(context) {
      const items = await context.collection()
      await items.create(doc('a', { n: 1 }))
      const [first] = await take(items, 1, { from: 'start' })
      await rejects(context, 'not_found', 'transact', () =>
        items.transact(partition, [
          { op: 'create', document: doc('never', { n: 0 }) },
          { op: 'delete', id: 'none' },
        ]),
      )
      await items.transact(partition, [{ op: 'create', document: doc('b', { n: 2 }) }])
      same(told(await take(items, 1, { from: first?.token })), ['b=2'])
    },
    attempt: async (context) => {
      if (context.capabilities.changes === 'none') return attempt(context)
      return (await context.collection()).transact(partition, [{ op: 'create', document: doc('a') }])
    },
  },
  {
    id: 'datastore/changes/bounds',
    sentence: 'timeoutMs bounds the wait for the next change, a signal ends the feed, and so does close()',
    needs: puts,
    async run(context) {
      const items = await context.collection()
      await rejects(context, 'timeout', 'changes', () => take(items, 1, { timeoutMs: 30 }))
      const controller = new AbortController()
      setTimeout(() => controller.abort(), 30)
      await rejects(context, 'aborted', 'changes', () => take(items, 1, { signal: controller.signal }))
      const other = await context.another()
      const feed = take(other.collection<AnyDocument>(context.freshName()), 1, {})
      setTimeout(() => void other.close(), 30)
      await rejects(context, 'closed', 'changes', () => feed)
    },
    attempt,
  },
  {
    id: 'datastore/changes/refused',
    sentence: 'what is no token is invalid_argument',
    needs: puts,
    async run(context) {
      const items = await context.collection()
      for (const from of ['', 'yesterday', 'x~1', 5, {}] as never[]) {
        await rejects(context, 'invalid_argument', 'changes', () => take(items, 1, { from }))
      }
    },
    attempt,
  },
]
