import { beforeAll, expect, test, vi } from 'vitest'
import { etagOf } from '../src/document/etag.ts'
import { cosmos } from '../src/providers/cosmos/index.ts'
import { describeOnCosmos, requestsOf, type Client, type Container } from './support/cosmos-server.ts'

describeOnCosmos('containers that a service made before', (server) => {
  let client: Client
  let theirs: Container

  beforeAll(async () => {
    client = await server.client()
    const { database } = await client.databases.create({ id: 'tests' })
    const made = await database.containers.create({
      id: 'orders',
      partitionKey: { paths: ['/customer/id'] },
      defaultTtl: 3600,
    })
    theirs = made.container
    await theirs.items.create({ id: 'o1', customer: { id: 'c1' }, total: 5, ttl: 60 })
    await theirs.items.create({ id: 'o2', customer: { id: 'c1' }, total: 7 })
    await theirs.items.create({ id: 'o2', customer: { id: 'c2' }, total: 9, ttl: -1 })
    await theirs.items.create({ id: 'numeric', customer: { id: 5 }, total: 1 })
    await theirs.items.create({ id: 'none', total: 2 })
  })

  test('documents are read without what the engine keeps in them, by the partition key path of the container', async () => {
    const orders = server.provider().collection('orders')
    expect(await orders.findById('o1', 'c1')).toEqual({ id: 'o1', customer: { id: 'c1' }, total: 5 })
    expect(await orders.findById('o2', 'c2')).toEqual({ id: 'o2', customer: { id: 'c2' }, total: 9 })
    expect(await orders.findById('o1', 'c2')).toBeNull()
    expect(await orders.count({}, { partitionKey: 'c1' })).toBe(2)
    expect((await orders.findMany({ filter: { total: { $gte: 7 } }, sort: { total: 1 } })).map(({ id }) => id)).toEqual(
      ['o2', 'o2'],
    )
  })

  test('documents with a numeric or no partition key are found, and cannot be addressed', async () => {
    const orders = server.provider().collection('orders')
    expect((await orders.findMany({ filter: { total: { $lt: 3 } }, sort: { total: 1 } })).map(({ id }) => id)).toEqual([
      'numeric',
      'none',
    ])
    await expect(orders.findById('numeric', 5 as never)).rejects.toMatchObject({ code: 'invalid_argument' })
  })

  test('a field __proto__, which others may have written, is left out and changes no prototype', async () => {
    const hostile = JSON.parse(
      '{ "id": "proto", "customer": { "id": "c3" }, "__proto__": { "isAdmin": true } }',
    ) as object
    await theirs.items.create(hostile)
    const read = await server.provider().collection('orders').findById('proto', 'c3')
    expect(read).toEqual({ id: 'proto', customer: { id: 'c3' } })
    expect(read?.['isAdmin']).toBeUndefined()
    await theirs.item('proto', 'c3').delete()
  })

  test('an update keeps the expiry that the document has, and a replacement takes the default of the container', async () => {
    const orders = server.provider().collection('orders')
    const ttlOf = async (id: string, customer: string): Promise<unknown> =>
      (await theirs.item(id, customer).read<{ ttl?: number }>()).resource?.ttl
    await orders.update('o1', 'c1', { $inc: { total: 1 } })
    expect(await ttlOf('o1', 'c1')).toBe(60)
    await orders.update('o1', 'c1', { $push: { notes: 'x' } })
    expect(await ttlOf('o1', 'c1')).toBe(60)
    await orders.update('o2', 'c2', { $push: { notes: 'x' } })
    expect(await ttlOf('o2', 'c2')).toBe(-1)
    await orders.replace('o1', 'c1', { id: 'o1', customer: { id: 'c1' }, total: 6 })
    expect(await ttlOf('o1', 'c1')).toBeUndefined()
  })

  test("a version is the engine's own etag", async () => {
    const order = await server.provider().collection('orders').findById('o2', 'c1')
    const { etag } = await theirs.item('o2', 'c1').read()
    expect(etagOf(order as object)).toBe(etag)
  })

  test('a unique key of theirs refuses a write with already_exists', async () => {
    const { database } = client.database('tests').containers
    const uniqueKeyPolicy = { uniqueKeys: [{ paths: ['/email'] }] }
    await database.containers.create({ id: 'users', partitionKey: { paths: ['/pk'] }, uniqueKeyPolicy })
    const users = server.provider().collection('users')
    await users.create({ id: 'a', pk: 'p', email: 'x' })
    await users.create({ id: 'b', pk: 'p', email: 'y' })
    await expect(users.create({ id: 'c', pk: 'p', email: 'x' })).rejects.toMatchObject({ code: 'already_exists' })
    await expect(users.update('b', 'p', { $set: { email: 'x' } })).rejects.toMatchObject({ code: 'already_exists' })
    await expect(users.replace('b', 'p', { id: 'b', pk: 'p', email: 'x' })).rejects.toMatchObject({
      code: 'already_exists',
    })
  })

  test('initialize adds indexes to a container and leaves the rest of its policy', async () => {
    const { database } = client.database('tests').containers
    const indexingPolicy = { includedPaths: [{ path: '/*' }], excludedPaths: [{ path: '/blob/*' }] }
    await database.containers.create({ id: 'indexed', partitionKey: { paths: ['/pk'] }, indexingPolicy })
    const provider = server.provider()
    const config = { partitionKeyPath: '/pk', indexes: [{ paths: { v: 1 } }, { paths: { a: 1, b: -1 } }] } as const
    await provider.initialize({ indexed: config })
    const { resource } = await database.container('indexed').read()
    expect(resource?.indexingPolicy?.compositeIndexes).toEqual([
      [
        { path: '/a', order: 'ascending' },
        { path: '/b', order: 'descending' },
      ],
    ])
    expect(resource?.indexingPolicy?.excludedPaths).toContainEqual({ path: '/blob/*' })
    const again = await requestsOf(() => server.provider().initialize({ indexed: config }))
    expect(again.sent.filter(({ method }) => method !== 'GET')).toEqual([])
  })

  test('a new container hashes whole partition keys', async () => {
    const provider = server.provider()
    await provider.initialize({ fresh: { partitionKeyPath: '/pk' } })
    const { resource } = await client.database('tests').container('fresh').read()
    expect(resource?.partitionKey).toMatchObject({ paths: ['/pk'], version: 2 })
  })

  test('a client that was given is used and not disposed of, and native() gives it', async () => {
    const dispose = vi.spyOn(client, 'dispose')
    const provider = cosmos.fromEnvironment({ COSMOS_DATABASE: 'tests' }, { client })
    expect(await provider.native()).toBe(client)
    expect(await provider.collection('orders').count({ id: 'o1' })).toBe(1)
    expect((await provider.collection('orders').native()) as Container).toMatchObject({ id: 'orders' })
    await provider.close()
    expect(dispose).not.toHaveBeenCalled()
  })

  test('a connection string is endpoint and key in one', async () => {
    const connectionString = `AccountEndpoint=${server.endpoint}/;AccountKey=${server.key};`
    const environment = { COSMOS_DB_CONNECTION_STRING: connectionString, COSMOS_DATABASE: 'tests' }
    const provider = cosmos.fromEnvironment(environment, {})
    expect(await provider.collection('orders').count({ id: 'o1' })).toBe(1)
    await provider.close()
  })

  test('a raw query takes parameters, and sees the rows as the engine gives them', async () => {
    const orders = server.provider().collection('orders')
    const query = 'SELECT c.id, c.total FROM c WHERE c.total > @least'
    expect(await orders.rawQuery({ query, parameters: [{ name: '@least', value: 8 }] })).toEqual([
      { id: 'o2', total: 9 },
    ])
    expect(await orders.rawQuery('SELECT VALUE COUNT(1) FROM c')).toEqual([5])
  })

  test('a collection that nobody initialised takes a container as another process made it in between, or says why not', async () => {
    const [first, second] = [server.provider().collection('between'), server.provider().collection('between')]
    const third = server.provider().collection('elsewhere')
    expect([await first.findById('a', 'a'), await second.findById('a', 'a'), await third.findById('a', 'a')]).toEqual([
      null,
      null,
      null,
    ])
    await server
      .provider()
      .initialize({ between: { partitionKeyPath: '/id', defaultTtl: 60 }, elsewhere: { partitionKeyPath: '/pk' } })
    expect(await first.create({ id: 'a' })).toEqual({ id: 'a' })
    expect(await second.findById('a', 'a')).toEqual({ id: 'a' })
    expect((await client.database('tests').container('between').read()).resource?.defaultTtl).toBe(60)
    await expect(third.create({ id: 'a' })).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('"elsewhere"'),
    })
  })

  test('a write into a container that another process removed is not_found once, and then makes it anew', async () => {
    const provider = server.provider()
    const items = provider.collection('removed')
    await items.create({ id: 'a' })
    await client.database('tests').container('removed').delete()
    await expect(items.create({ id: 'a' })).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('container'),
    })
    expect(await items.create({ id: 'a' })).toEqual({ id: 'a' })
  })
})
