import { etagOf } from '../../document/etag.ts'
import type { Operation } from '../../types/write.ts'
import { rejects, same } from '../assert.ts'
import { doc, partition, type AnyDocument, type DatastoreCase, type DatastoreContext } from '../context.ts'

type Operations = readonly Operation<AnyDocument>[]

/** A case that needs transactions; without them even the simplest is refused, and nothing is written. */
function transactCase(id: string, sentence: string, run: (context: DatastoreContext) => Promise<void>): DatastoreCase {
  return {
    id: `datastore/transact/${id}`,
    sentence,
    needs: { transactions: true },
    run,
    async attempt({ collection }) {
      const items = await collection()
      try {
        await items.transact(partition, [{ op: 'create', document: doc('a') }])
      } finally {
        same(await items.count({}), 0, 'nothing is left behind')
      }
    },
  }
}

const base = [doc('a', { n: 1 }), doc('b', { n: 2 }), doc('c', { n: 3 })]

/** Operations of which the last cannot be done, the reason, and where it stands. */
const refused: readonly (readonly [
  id: string,
  sentence: string,
  code: 'already_exists' | 'not_found' | 'precondition_failed',
  last: Operation<AnyDocument>,
])[] = [
  [
    'create-existing',
    'a create of an existing document fails the transaction',
    'already_exists',
    { op: 'create', document: doc('c') },
  ],
  ['replace-missing', 'a replace of a missing document fails it', 'not_found', { op: 'replace', document: doc('x') }],
  [
    'update-missing',
    'an update of a missing document fails it',
    'not_found',
    { op: 'update', id: 'x', patch: { $set: { n: 1 } } },
  ],
  ['delete-missing', 'deleting a missing document fails it with not_found', 'not_found', { op: 'delete', id: 'x' }],
  [
    'replace-stale',
    'a stale etag of a replace fails it',
    'precondition_failed',
    { op: 'replace', document: doc('c'), ifMatch: 'stale' },
  ],
  [
    'upsert-stale',
    'a stale etag of an upsert fails it',
    'precondition_failed',
    { op: 'upsert', document: doc('c'), ifMatch: 'stale' },
  ],
  [
    'upsert-missing',
    'an etag of an upsert of a missing document fails it',
    'precondition_failed',
    { op: 'upsert', document: doc('x'), ifMatch: 'stale' },
  ],
  [
    'update-stale',
    'a stale etag of an update fails it',
    'precondition_failed',
    { op: 'update', id: 'c', patch: { $set: { n: 9 } }, ifMatch: 'stale' },
  ],
  [
    'delete-stale',
    'a stale etag of a delete fails it',
    'precondition_failed',
    { op: 'delete', id: 'c', ifMatch: 'stale' },
  ],
  [
    'unfit-patch',
    'a patch that does not fit fails it',
    'precondition_failed',
    { op: 'update', id: 'c', patch: { $push: { n: 1 } } },
  ],
]

/** Transactions that nobody may run. */
const invalid: readonly (readonly [id: string, sentence: string, operations: unknown])[] = [
  ['empty', 'a transaction has 1 to 100 operations', []],
  [
    'too-many',
    'more than maxTransactOperations are invalid_argument',
    Array.from({ length: 101 }, (_, i) => ({ op: 'create', document: doc(`i${i}`) })),
  ],
  ['no-list', 'what is no list of operations is invalid_argument', { op: 'create', document: doc('x') }],
  [
    'same-id',
    'each id occurs at most once',
    [
      { op: 'create', document: doc('x') },
      { op: 'delete', id: 'x' },
    ],
  ],
  [
    'other-partition',
    "the documents' partition key equals the argument",
    [{ op: 'create', document: { id: 'x', pk: 'q' } }],
  ],
  ['unknown-operation', 'an unknown operation is invalid_argument', [{ op: 'merge', document: doc('x') }]],
  ['unknown-field', 'an unknown field of an operation is invalid_argument', [{ op: 'delete', id: 'x', ifmatch: 'y' }]],
  [
    'undefined-etag',
    'ifMatch: undefined is invalid_argument',
    [{ op: 'replace', document: doc('a'), ifMatch: undefined }],
  ],
  [
    'bad-document',
    'an invalid document is invalid_argument',
    [{ op: 'create', document: doc('x', { n: Number.NaN }) }],
  ],
  ['bad-patch', 'an invalid patch is invalid_argument', [{ op: 'update', id: 'a', patch: {} }]],
  ['bad-id', 'an invalid id is invalid_argument', [{ op: 'delete', id: 'a/b' }]],
]

export const transactCases: readonly DatastoreCase[] = [
  transactCase(
    'all-applied',
    'transact applies all operations and gives the stored documents, null for a delete',
    async ({ collection }) => {
      const items = await collection()
      await items.createMany([...base, doc('d', { n: 4 })])
      const operations: Operations = [
        { op: 'create', document: doc('x', { n: 0 }) },
        { op: 'replace', document: doc('a', { m: 1 }) },
        { op: 'upsert', document: doc('b', { m: 2 }) },
        { op: 'upsert', document: doc('y', { m: 3 }) },
        { op: 'update', id: 'c', patch: { $inc: { n: 10 } } },
        { op: 'delete', id: 'd' },
      ]
      const expected = [
        doc('x', { n: 0 }),
        doc('a', { m: 1 }),
        doc('b', { m: 2 }),
        doc('y', { m: 3 }),
        doc('c', { n: 13 }),
        null,
      ]
      const results = await items.transact(partition, operations)
      same(results, expected)
      for (const [i, id] of ['x', 'a', 'b', 'y', 'c', 'd'].entries()) {
        const stored = await items.findById(id, partition)
        same(stored, expected[i])
        if (stored !== null) same(etagOf(stored), etagOf(results[i] ?? {}), `the etag of ${id}`)
      }
    },
  ),
  ...refused.map(([id, sentence, code, last]) =>
    transactCase(
      `refused-${id}`,
      `${sentence}: nothing is applied, and the error says which operation`,
      async (context) => {
        const items = await context.collection()
        await items.createMany(base)
        const etags = await Promise.all(
          base.map(async ({ id: each }) => etagOf((await items.findById(each, partition)) ?? {})),
        )
        const operations: Operations = [
          { op: 'create', document: doc('new') },
          { op: 'update', id: 'a', patch: { $inc: { n: 1 } } },
          { op: 'delete', id: 'b' },
          last,
        ]
        const error = await rejects(context, code, 'transact', () => items.transact(partition, operations))
        same(error.index, 3, 'index')
        for (const [i, document] of base.entries()) {
          const stored = await items.findById(document.id, partition)
          same(stored, document)
          same(etagOf(stored ?? {}), etags[i], 'the etag stays')
        }
        same(await items.findById('new', partition), null)
      },
    ),
  ),
  transactCase(
    'first-of-several',
    'of several operations that fail the error is that of the first, with a schema too',
    async (context) => {
      const create: Operation<AnyDocument> = { op: 'create', document: doc('b') }
      const update: Operation<AnyDocument> = { op: 'update', id: 'missing', patch: { $set: { n: 1 } } }
      const schema = {
        '~standard': { version: 1, vendor: 'conformance', validate: (value: unknown) => ({ value }) },
      } as const
      for (const config of [{}, { schema }]) {
        const items = await context.collection(config)
        await items.createMany(base)
        const fine: Operation<AnyDocument> = { op: 'update', id: 'a', patch: { $inc: { n: 1 } } }
        for (const [code, operations] of [
          ['already_exists', [fine, create, update]],
          ['not_found', [fine, update, create]],
        ] as const) {
          const error = await rejects(context, code, 'transact', () => items.transact(partition, operations))
          same(error.index, 1, 'index')
          same(await items.findById('a', partition), base[0])
        }
      }
    },
  ),
  transactCase('refused-first', 'a failing first operation fails the rest', async (context) => {
    const items = await context.collection()
    const operations: Operations = [
      { op: 'replace', document: doc('x') },
      { op: 'create', document: doc('y') },
    ]
    const error = await rejects(context, 'not_found', 'transact', () => items.transact(partition, operations))
    same(error.index, 0)
    same(await items.count({}), 0)
  }),
  transactCase('preconditions-met', 'preconditions that are met are no hindrance', async ({ collection }) => {
    const items = await collection()
    const tags = (await items.createMany(base)).items.map((item) => (item.ok ? (etagOf(item.document) ?? '') : ''))
    const [a = '', b = '', c = ''] = tags
    await items.transact(partition, [
      { op: 'replace', document: doc('a', { n: 9 }), ifMatch: a },
      { op: 'update', id: 'b', patch: { $set: { n: 9 } }, ifMatch: b },
      { op: 'delete', id: 'c', ifMatch: c },
    ])
    same(await items.count({ n: 9 }), 2)
    same(await items.count({}), 2)
  }),
  transactCase('hundred', 'a transaction takes 100 operations', async ({ collection }) => {
    const items = await collection()
    const operations = Array.from(
      { length: 100 },
      (_, i) => ({ op: 'create', document: doc(`i${i}`, { n: i }) }) as const,
    )
    same((await items.transact(partition, operations)).length, 100)
    same(await items.count({}), 100)
  }),
  ...invalid.map(([id, sentence, operations]) =>
    transactCase(`invalid-${id}`, sentence, async (context) => {
      const items = await context.collection()
      await items.createMany(base)
      await rejects(context, 'invalid_argument', 'transact', () => items.transact(partition, operations as never))
      same(await items.count({}), 3)
    }),
  ),
  transactCase('invalid-too-large', 'a transaction has at most maxTransactBytes together', async (context) => {
    const items = await context.collection()
    const { maxTransactBytes, maxDocumentBytes } = context.capabilities
    const size = Math.floor(maxDocumentBytes / 2)
    const count = Math.floor(maxTransactBytes / size) + 1
    const text = 'x'.repeat(size)
    const operations = Array.from(
      { length: count },
      (_, i) => ({ op: 'create', document: doc(`i${i}`, { text }) }) as const,
    )
    await rejects(context, 'invalid_argument', 'transact', () => items.transact(partition, operations))
    same(await items.count({}), 0)
  }),
  transactCase('isolated-results', 'the results of transact are copies', async ({ collection }) => {
    const items = await collection()
    const [stored] = await items.transact(partition, [{ op: 'create', document: doc('a', { list: [1] }) }])
    same(stored, doc('a', { list: [1] }))
    ;(stored as unknown as { list: number[] }).list.push(2)
    same(await items.findById('a', partition), doc('a', { list: [1] }))
  }),
]
