import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { CloudError } from '@bytelyst/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../../scripts/servers/start.ts'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { DynamoDbDatastoreProvider, type DynamoDbDatastoreOptions } from '../src/providers/dynamodb/index.ts'

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
const region = 'us-east-1'

onEachServer('dynamodb', 'tables of the dynamodb provider', (server) => {
  describe(`tables of the dynamodb provider on ${server.title}`, () => {
    // dynalite has no PartiQL and no expiry of its own.
    const isWhole = server.name !== 'dynalite'
    let running: RunningServer
    let client: DynamoDBClient
    const opened: DynamoDbDatastoreProvider[] = []
    const open = (options: DynamoDbDatastoreOptions = {}): DynamoDbDatastoreProvider => {
      const provider = new DynamoDbDatastoreProvider({ endpoint: running.url, region, credentials, ...options })
      opened.push(provider)
      return provider
    }
    beforeAll(async () => {
      running = await startServer(server)
      client = new DynamoDBClient({ endpoint: running.url, region, credentials })
    })
    afterAll(async () => {
      await Promise.all(opened.map((provider) => provider.close()))
      client.destroy()
      await running.stop()
    })

    test('a document is one attribute of its item, and its keys, version, size and expiry stand beside it', async () => {
      const provider = open({ tablePrefix: 'layout-', clock: () => 1_000_000_000_000 })
      await provider.initialize({ items: { partitionKeyPath: '/tenant/name', defaultTtl: 60 } })
      const items = provider.collection('items')
      const document = { id: 'a', tenant: { name: 't' }, pk: 'mine', version: 5, nothing: null, list: [1, 'x'] }
      expect(await items.create(document)).toEqual(document)
      const Key = { pk: { S: 't' }, id: { S: 'a' } }
      const { Item } = await client.send(new GetItemCommand({ TableName: 'layout-items', Key, ConsistentRead: true }))
      expect(Item).toEqual({
        ...Key,
        document: {
          M: {
            id: { S: 'a' },
            tenant: { M: { name: { S: 't' } } },
            pk: { S: 'mine' },
            version: { N: '5' },
            nothing: { NULL: true },
            list: { L: [{ N: '1' }, { S: 'x' }] },
          },
        },
        version: { S: expect.any(String) },
        size: { N: String(JSON.stringify(document).length) },
        integers: { BOOL: true },
        ttl: { N: '60' },
        expiresAt: { N: '1000000060' },
      })
      const { Table } = await client.send(new DescribeTableCommand({ TableName: 'layout-items' }))
      expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST')
      if (!isWhole) return
      const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: 'layout-items' }))
      expect(TimeToLiveDescription).toMatchObject({ AttributeName: 'expiresAt' })
      expect(TimeToLiveDescription?.TimeToLiveStatus).toMatch(/^ENABL/)
    })

    test('prefixes keep the collections of two services apart, their settings included', async () => {
      const [one, other] = [open({ tablePrefix: 'one-' }), open({ tablePrefix: 'other-' })]
      await one.initialize({ items: { partitionKeyPath: '/a' } })
      await other.initialize({ items: { partitionKeyPath: '/b' } })
      await one.collection('items').create({ id: 'x', a: 'p' })
      expect(await other.collection('items').count({})).toBe(0)
      expect(await one.collection('items').findById('x', 'p')).toEqual({ id: 'x', a: 'p' })
    })

    test('collections with names of one letter have tables, and none is taken for another', async () => {
      const provider = open()
      for (const name of ['a', 'aa', 'aaa', '-', '--', 'bytelyst', 'x'.repeat(63)]) {
        await provider.collection(name).create({ id: name })
        expect(await provider.collection(name).findMany({ filter: {} })).toEqual([{ id: name }])
      }
    })

    test('a table of another layout is refused as misconfigured, and stays as it is', async () => {
      const AttributeDefinitions = [{ AttributeName: 'userId', AttributeType: 'S' as const }]
      const KeySchema = [{ AttributeName: 'userId', KeyType: 'HASH' as const }]
      const table = { TableName: 'foreign', KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' as const }
      await client.send(new CreateTableCommand(table))
      const provider = open()
      const refused = { code: 'misconfigured', message: expect.stringContaining('DYNAMODB_TABLE_PREFIX') }
      await expect(provider.initialize({ foreign: { partitionKeyPath: '/id' } })).rejects.toMatchObject(refused)
      await expect(provider.collection('foreign').findById('a', 'a')).rejects.toMatchObject(refused)
      await expect(provider.collection('foreign').create({ id: 'a' })).rejects.toMatchObject(refused)
    })

    test('an item that others put into a table of ours is data_corrupted, and does not hide', async () => {
      const provider = open()
      await provider.initialize({ mixed: { partitionKeyPath: '/id' } })
      await client.send(
        new PutItemCommand({ TableName: 'mixed', Item: { pk: { S: 'a' }, id: { S: 'a' }, n: { N: '1' } } }),
      )
      await expect(provider.collection('mixed').findById('a', 'a')).rejects.toMatchObject({ code: 'data_corrupted' })
    })

    test('values that only others write are read as JSON', async () => {
      const provider = open()
      await provider.initialize({ kinds: { partitionKeyPath: '/id' } })
      const document = { id: { S: 'a' }, s: { SS: ['x'] }, n: { NS: ['1'] }, b: { B: new Uint8Array([1, 2]) } }
      const Item = { pk: { S: 'a' }, id: { S: 'a' }, version: { S: 'v' }, document: { M: document } }
      await client.send(new PutItemCommand({ TableName: 'kinds', Item }))
      const items = provider.collection('kinds')
      expect(await items.findById('a', 'a')).toEqual({ id: 'a', s: ['x'], n: [1], b: 'AQI=' })
      expect(await items.update('a', 'a', { $inc: { count: 1 } })).toMatchObject({ count: 1 })
    })

    test('a table that another process dropped is empty, and made again by the next write with its settings', async () => {
      const [one, other] = [open({ tablePrefix: 'dropped-' }), open({ tablePrefix: 'dropped-' })]
      await one.initialize({ items: { partitionKeyPath: '/pk', defaultTtl: 100 } })
      const items = one.collection('items')
      await items.create({ id: 'a', pk: 'p' })
      await other.dropCollection('items')
      expect(await items.findById('a', 'p')).toBe(null)
      expect(await items.count({})).toBe(0)
      expect(await items.delete('a', 'p')).toBe(false)
      await expect(items.update('a', 'p', { $set: { n: 1 } })).rejects.toMatchObject({ code: 'not_found' })
      await Promise.all(Array.from({ length: 20 }, (_, i) => items.create({ id: `i${i}`, pk: 'p' })))
      const fresh = open({ tablePrefix: 'dropped-' }).collection('items')
      expect(await fresh.count({}, { partitionKey: 'p' })).toBe(20)
      expect(await fresh.create({ id: 'new', pk: 'p' }, { ttlSeconds: 5 })).toEqual({ id: 'new', pk: 'p' })
    })

    test('dropping and making a collection at once ends with neither lost nor stuck', async () => {
      const provider = open({ tablePrefix: 'churn-' })
      const config = { items: { partitionKeyPath: '/pk' } }
      await provider.initialize(config)
      for (let round = 0; round < 5; round += 1) {
        await Promise.allSettled([provider.dropCollection('items'), provider.initialize(config)])
        await provider.initialize(config)
        await provider.collection('items').upsert({ id: 'a', pk: 'p', round })
        expect(await provider.collection('items').count({})).toBe(1)
      }
    })

    test('without allowScans what would read a whole table is refused before any request, and the rest is not', async () => {
      const provider = open({ allowScans: false })
      await provider.initialize({ dear: { partitionKeyPath: '/pk' } })
      const items = provider.collection('dear')
      await items.create({ id: 'a', pk: 'p', n: 1 })
      const refused = { code: 'unsupported', message: expect.stringContaining('allowScans') }
      await expect(items.findMany({ filter: { n: 1 } })).rejects.toMatchObject(refused)
      await expect(items.findPage({ filter: {}, limit: 1 })).rejects.toMatchObject(refused)
      await expect(items.count({})).rejects.toMatchObject(refused)
      await expect(items.exists({ n: 1 })).rejects.toMatchObject(refused)
      await expect(items.deleteMany({})).rejects.toMatchObject(refused)
      await expect(items.updateMany({}, { $set: { n: 2 } })).rejects.toMatchObject(refused)
      expect(await items.findMany({ filter: { n: 1, pk: 'p' } })).toHaveLength(1)
      expect(await items.count({}, { partitionKey: 'p' })).toBe(1)
      expect((await items.explain({ filter: {} })).scan).toBe(true)
      expect(await items.deleteMany({}, { partitionKey: 'p' })).toEqual({ deleted: 1 })
    })

    test('names and values of fields are never read as expressions', async () => {
      const provider = open()
      await provider.initialize({ hostile: { partitionKeyPath: '/pk' } })
      const items = provider.collection('hostile')
      const names = [
        '#0',
        ':0',
        'a OR b',
        'size',
        'attribute_exists(pk)',
        "x' OR '1'='1",
        'SELECT',
        'é\u{1F600}',
        'a b',
        '(',
      ]
      const fields = Object.fromEntries(names.map((name, i) => [name, i]))
      await items.create({ id: 'a', pk: 'p', ...fields, inner: fields })
      await items.create({ id: 'b', pk: 'p' })
      for (const [i, name] of names.entries()) {
        for (const path of [name, `inner.${name}`]) {
          expect(await items.count({ [path]: i })).toBe(1)
          expect(
            await items.findMany({ filter: { [path]: { $ne: i } }, select: [path as never], partitionKey: 'p' }),
          ).toEqual([{ id: 'b' }])
          expect(await items.update('a', 'p', { $set: { [path]: i } })).toMatchObject({ id: 'a' })
        }
        for (const text of [name, `${name}" `, ':0', '#0 = :0']) {
          expect(await items.count({ text }, { partitionKey: 'p' })).toBe(0)
          expect(await items.findById(text.replaceAll(/[#/\\?]/g, ''), text)).toBe(null)
        }
      }
    })

    test('a filter as long as is allowed is asked, and one that DynamoDB cannot take is invalid_argument', async () => {
      const provider = open()
      await provider.initialize({ long: { partitionKeyPath: '/pk' } })
      const items = provider.collection('long')
      await items.create({ id: 'a', pk: 'p', v: 99 })
      const hundred = Array.from({ length: 100 }, (_, v) => ({ v }))
      expect(await items.count({ $or: hundred })).toBe(1)
      expect(await items.count({ v: { $in: hundred.map(({ v }) => v) } })).toBe(1)
      const tooLong = hundred.map((_, i) => ({ [`field${i}.with.a.path`]: null }))
      await expect(items.count({ $or: tooLong })).rejects.toMatchObject({ code: 'invalid_argument' })
    })

    test('a cursor of a partition leads into no other, even when it is forged', async () => {
      const provider = open()
      await provider.initialize({ pages: { partitionKeyPath: '/pk' } })
      const items = provider.collection('pages')
      for (const pk of ['p', 'q']) await items.createMany(['a', 'b', 'c'].map((id) => ({ id, pk })))
      const first = await items.findPage({ filter: {}, limit: 1, partitionKey: 'p' })
      const [print, values] = JSON.parse(Buffer.from(first.cursor ?? '', 'base64url').toString()) as unknown[]
      const forged = Buffer.from(JSON.stringify([print, values, 'a', 'q'])).toString('base64url')
      const page = await items.findPage({ filter: {}, limit: 5, partitionKey: 'p', cursor: forged })
      expect(page.items.every(({ pk }) => pk === 'p')).toBe(true)
    })

    test('a client that was given is used, and not closed', async () => {
      const provider = new DynamoDbDatastoreProvider({ client })
      expect(await provider.native()).toBe(client)
      const items = provider.collection('given')
      await items.create({ id: 'a' })
      expect(await items.native()).toEqual({ client, table: 'given' })
      await provider.close()
      await client.send(new DescribeTableCommand({ TableName: 'given' }))
    })

    test('close ends what is under way, which is told as closed', async () => {
      const provider = open()
      const items = provider.collection('closing')
      await items.create({ id: 'a' })
      const reads = Array.from({ length: 20 }, async () => {
        try {
          return (await items.findById('a', 'a'))?.id
        } catch (error) {
          return (error as CloudError).code
        }
      })
      await provider.close()
      for (const answer of await Promise.all(reads)) expect(['a', 'closed']).toContain(answer)
    })

    if (!isWhole) return

    test('rawQuery runs a PartiQL SELECT with parameters over all its pages, and nothing else', async () => {
      const provider = open({ tablePrefix: 'raw-' })
      await provider.initialize({ items: { partitionKeyPath: '/pk' } })
      const items = provider.collection('items')
      await items.createMany(
        Array.from({ length: 12 }, (_, i) => ({ id: `i${i}`, pk: 'p', text: 'x'.repeat(200_000) })),
      )
      const statement = 'SELECT id FROM "raw-items" WHERE pk = ?'
      expect(await items.rawQuery({ statement, parameters: ['p'] })).toHaveLength(12)
      const refused = [
        "DELETE FROM \"raw-items\" WHERE pk = 'p' AND id = 'i1'",
        "-- SELECT\nDELETE FROM \"raw-items\" WHERE pk = 'p' AND id = 'i1'",
        "SELECT 1; DELETE FROM \"raw-items\" WHERE pk = 'p' AND id = 'i1'",
        'SELECTED',
        'SELECT nonsense nonsense',
        { statement, parameters: 'p' },
        { statement, parameters: [() => 1] },
        { statement: 5 },
      ]
      for (const query of refused) {
        await expect(items.rawQuery(query)).rejects.toMatchObject({ code: 'invalid_argument' })
      }
      expect(await items.count({}, { partitionKey: 'p' })).toBe(12)
    })

    test('a document that JSON finds small enough and DynamoDB too large is invalid_argument, in every write', async () => {
      const provider = open()
      await provider.initialize({ heavy: { partitionKeyPath: '/pk' } })
      const items = provider.collection('heavy')
      const list = Array.from({ length: 105_000 }, () => ({}))
      const refused = { code: 'invalid_argument' }
      await expect(items.create({ id: 'a', pk: 'p', list })).rejects.toMatchObject(refused)
      await expect(
        items.createMany([
          { id: 'a', pk: 'p', list },
          { id: 'b', pk: 'p' },
        ]),
      ).rejects.toMatchObject(refused)
      await items.upsert({ id: 'c', pk: 'p' })
      await expect(items.update('c', 'p', { $set: { list } })).rejects.toMatchObject(refused)
      const operations = [
        { op: 'delete', id: 'c' },
        { op: 'create', document: { id: 'a', pk: 'p', list } },
      ] as const
      await expect(items.transact('p', operations)).rejects.toMatchObject(refused)
      expect(await items.findById('a', 'p')).toBe(null)
    })
  })
})
