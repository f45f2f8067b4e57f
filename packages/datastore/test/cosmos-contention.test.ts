import { isCloudError } from '@bytelyst/core'
import type { DocumentCollection } from '@bytelyst/datastore'
import { beforeAll, expect, test } from 'vitest'
import type { AnyDocument } from '../src/conformance/context.ts'
import { etagOf } from '../src/document/etag.ts'
import { describeOnCosmos, requestsOf } from './support/cosmos-server.ts'

const contenders = 64

describeOnCosmos('64 contenders on the cosmos provider', (server) => {
  let each: readonly DocumentCollection<AnyDocument>[]

  beforeAll(async () => {
    const providers = Array.from({ length: 4 }, () => server.provider())
    await Promise.all(providers.map((provider) => provider.initialize({ races: { partitionKeyPath: '/pk' } })))
    each = Array.from({ length: contenders }, (_, i) => providers[i % 4]?.collection<AnyDocument>('races') as never)
  })

  const codes = async (
    work: (items: DocumentCollection<AnyDocument>, i: number) => Promise<unknown>,
  ): Promise<Map<string, number>> => {
    const outcomes = new Map<string, number>()
    await Promise.all(
      each.map(async (items, i) => {
        let code = 'done'
        try {
          await work(items, i)
        } catch (error) {
          if (!isCloudError(error)) throw error
          code = error.code
        }
        outcomes.set(code, (outcomes.get(code) ?? 0) + 1)
      }),
    )
    return outcomes
  }

  test('of as many creations of one id one succeeds', async () => {
    const outcomes = await codes((items, i) => items.create({ id: 'once', pk: 'p', by: i }))
    expect([...outcomes].toSorted(([one], [other]) => (one < other ? -1 : 1))).toEqual([
      ['already_exists', contenders - 1],
      ['done', 1],
    ])
  })

  test('of as many writes on condition of one version one succeeds, in every kind of write', async () => {
    const writes = [
      (items: DocumentCollection<AnyDocument>, ifMatch: string) =>
        items.replace('a', 'p', { id: 'a', pk: 'p', n: 2 }, { ifMatch }),
      (items: DocumentCollection<AnyDocument>, ifMatch: string) =>
        items.upsert({ id: 'a', pk: 'p', n: 3 }, { ifMatch }),
      (items: DocumentCollection<AnyDocument>, ifMatch: string) =>
        items.update('a', 'p', { $inc: { n: 1 } }, { ifMatch }),
      (items: DocumentCollection<AnyDocument>, ifMatch: string) =>
        items.update('a', 'p', { $push: { l: 1 } }, { ifMatch }),
      (items: DocumentCollection<AnyDocument>, ifMatch: string) =>
        items.transact('p', [{ op: 'replace', document: { id: 'a', pk: 'p', n: 4 }, ifMatch }]),
    ]
    for (const write of writes) {
      const ifMatch = etagOf(await each[0]!.upsert({ id: 'a', pk: 'p', n: 1 })) as string
      const outcomes = await codes((items) => write(items, ifMatch))
      expect([outcomes.get('done'), outcomes.get('precondition_failed')]).toEqual([1, contenders - 1])
    }
  })

  test('as many increments all count, each in one request', async () => {
    await each[0]!.create({ id: 'count', pk: 'p', n: 0 })
    const { sent } = await requestsOf(() => codes((items) => items.update('count', 'p', { $inc: { n: 1 } })))
    expect((await each[0]!.findById('count', 'p'))?.['n']).toBe(contenders)
    expect(sent).toHaveLength(contenders)
  })

  test('as many updates that the engine cannot do by itself all count, and so do those that create', async () => {
    expect(await codes((items, i) => items.update('list', 'p', { $push: { l: i } }, { upsert: true }))).toEqual(
      new Map([['done', contenders]]),
    )
    const list = (await each[0]!.findById('list', 'p'))?.['l'] as number[]
    expect(list.toSorted((one, other) => one - other)).toEqual(Array.from({ length: contenders }, (_, i) => i))
  })

  test('as many transactions over the same documents all count, and keep them in step', async () => {
    await each[0]!.createMany([
      { id: 'from', pk: 'p', n: 100 },
      { id: 'to', pk: 'p', n: 0 },
    ])
    const outcomes = await codes((items) =>
      items.transact('p', [
        { op: 'update', id: 'from', patch: { $inc: { n: -1 } } },
        { op: 'update', id: 'to', patch: { $inc: { n: 1 } } },
      ]),
    )
    expect(outcomes).toEqual(new Map([['done', contenders]]))
    expect((await each[0]!.findById('from', 'p'))?.['n']).toBe(100 - contenders)
    expect((await each[0]!.findById('to', 'p'))?.['n']).toBe(contenders)
  })
})
