import { deepEqual, equal, ok } from 'node:assert/strict'
import { PartitionKeyDefinitionVersion, PartitionKeyKind } from '@azure/cosmos'
import { statusOf } from '../support/outcome.ts'
import { signedRequest } from '../support/signed-request.ts'
import { checks } from './check.ts'

const hierarchical = {
  paths: ['/tenant', '/user'],
  kind: PartitionKeyKind.MultiHash,
  version: PartitionKeyDefinitionVersion.V2,
}

export const containerChecks = checks({
  'databases and containers are created once, listed, queried and deleted': async ({ client }) => {
    const { database } = await client.databases.create({ id: 'd' })
    equal(await statusOf(client.databases.create({ id: 'd' })), '409')
    await database.containers.create({ id: 'c', partitionKey: { paths: ['/pk'] } })
    equal(await statusOf(database.containers.create({ id: 'c', partitionKey: { paths: ['/pk'] } })), '409')
    deepEqual(
      (await client.databases.readAll().fetchAll()).resources.map(({ id }) => id),
      ['d'],
    )
    const named = await client.databases.query({ query: "SELECT * FROM root r WHERE r.id = 'd'" }).fetchAll()
    deepEqual(
      named.resources.map(({ id }) => id),
      ['d'],
    )
    deepEqual(
      (await database.containers.readAll().fetchAll()).resources.map(({ id }) => id),
      ['c'],
    )
    equal(await statusOf(database.container('c').delete()), '204')
    equal(await statusOf(database.container('c').read()), '404')
    equal(await statusOf(database.delete()), '204')
    equal(await statusOf(database.read()), '404')
  },
  'settings are kept; a replaced container has the new ones, and the same documents': async ({ container }) => {
    const compositeIndexes = [
      [
        { path: '/a', order: 'ascending' as const },
        { path: '/b', order: 'descending' as const },
      ],
    ]
    const c = await container({ defaultTtl: -1 })
    await c.items.create({ id: 'a', pk: 'x' })
    const { resource } = await c.read()
    equal(resource?.defaultTtl, -1)
    equal(resource?.indexingPolicy?.indexingMode, 'consistent')
    if (resource === undefined) throw new Error('no resource')
    const changed = { ...resource, defaultTtl: 60, indexingPolicy: { ...resource.indexingPolicy, compositeIndexes } }
    equal(await statusOf(c.replace(changed)), '200')
    const after = (await c.read()).resource
    deepEqual([after?.defaultTtl, after?.indexingPolicy?.compositeIndexes], [60, compositeIndexes])
    equal(await statusOf(c.item('a', 'x').read()), '200')
    equal(await statusOf(c.replace({ ...resource, partitionKey: { paths: ['/other'] } })), '400')
  },
  'a hierarchical key addresses by all its parts, and its prefix is a scope of a query': async ({ container }) => {
    const c = await container({ partitionKey: hierarchical })
    await c.items.create({ id: '1', tenant: 'a', user: 'u' })
    await c.items.create({ id: '2', tenant: 'a', user: 'v' })
    await c.items.create({ id: '3', tenant: 'b', user: 'u' })
    equal(await statusOf(c.item('1', ['a', 'u']).read()), '200')
    equal(await statusOf(c.item('1', ['a', 'v']).read()), '404')
    equal(await statusOf(c.item('1', ['u', 'a']).read()), '404')
    equal(await statusOf(c.item('1', ['a']).read()), '400/1001')
    const found = await c.items.query('SELECT * FROM c', { partitionKey: ['a'] }).fetchAll()
    deepEqual(found.resources.map(({ id }) => String(id)).toSorted(), ['1', '2'])
  },
  'a unique key is 409 in one partition, for create, upsert, replace and patch': async ({ container }) => {
    const c = await container({ uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/email'] }] } })
    await c.items.create({ id: '1', pk: 'x', email: 'e' })
    await c.items.create({ id: '2', pk: 'x', email: 'f' })
    equal(await statusOf(c.items.create({ id: '3', pk: 'x', email: 'e' })), '409')
    equal(await statusOf(c.items.upsert({ id: '3', pk: 'x', email: 'e' })), '409')
    equal(await statusOf(c.item('2', 'x').replace({ id: '2', pk: 'x', email: 'e' })), '409')
    equal(await statusOf(c.item('2', 'x').patch([{ op: 'set', path: '/email', value: 'e' }])), '409')
    equal(await statusOf(c.items.create({ id: '3', pk: 'y', email: 'e' })), '201')
    await c.item('1', 'x').delete()
    equal(await statusOf(c.item('2', 'x').replace({ id: '2', pk: 'x', email: 'e' })), '200')
    equal(await statusOf(c.items.create({ id: '4', pk: 'x' })), '201')
    equal(await statusOf(c.items.create({ id: '5', pk: 'x', email: null })), '409')
  },
  'a document expires at its second, by the container and by its own ttl': async ({ container, pass }) => {
    const c = await container({ defaultTtl: 10 })
    await c.items.create({ id: 'default', pk: 'x' })
    await c.items.create({ id: 'own', pk: 'x', ttl: 5 })
    await c.items.create({ id: 'never', pk: 'x', ttl: -1 })
    const there = async (): Promise<readonly string[]> =>
      (await c.items.query<{ id: string }>('SELECT c.id FROM c').fetchAll()).resources.map(({ id }) => id).toSorted()
    pass(4)
    deepEqual(await there(), ['default', 'never', 'own'])
    pass(1)
    deepEqual(await there(), ['default', 'never'])
    equal(await statusOf(c.item('own', 'x').read()), '404')
    await c.items.upsert({ id: 'default', pk: 'x' })
    pass(9)
    equal(await statusOf(c.item('default', 'x').read()), '200')
    pass(1)
    deepEqual(await there(), ['never'])
    equal(await statusOf(c.items.create({ id: 'default', pk: 'x' })), '201')
  },
  'without a default time to live a ttl is a field like any other': async ({ container, pass }) => {
    const c = await container()
    await c.items.create({ id: 'a', pk: 'x', ttl: 1 })
    pass(100)
    equal(await statusOf(c.item('a', 'x').read()), '200')
    const expiring = await container({ defaultTtl: -1 })
    equal(await statusOf(expiring.items.create({ id: 'a', pk: 'x', ttl: 0 })), '400')
  },
  'throughput is read and replaced': async ({ client }) => {
    const { database } = await client.databases.createIfNotExists({ id: 'app' })
    const { container } = await database.containers.create({
      id: 'o',
      partitionKey: { paths: ['/pk'] },
      throughput: 500,
    })
    const { resource, offer } = await container.readOffer()
    equal(resource?.content?.offerThroughput, 500)
    if (resource === undefined || offer === undefined) throw new Error('no offer')
    await offer.replace({ ...resource, content: { offerThroughput: 700, offerIsRUPerMinuteThroughputEnabled: false } })
    equal((await container.readOffer()).resource?.content?.offerThroughput, 700)
  },
  'the ranges of a container cover every key once': async ({ container, emulator }) => {
    const c = await container()
    const { json } = await signedRequest(emulator, 'GET', `dbs/app/colls/${c.id}/pkranges`)
    const ranges = json['PartitionKeyRanges'] as { minInclusive: string; maxExclusive: string }[]
    equal(ranges.length, 4)
    equal(ranges[0]?.minInclusive, '')
    equal(ranges.at(-1)?.maxExclusive, 'FF')
    for (const [i, { maxExclusive }] of ranges.slice(0, -1).entries()) equal(ranges[i + 1]?.minInclusive, maxExclusive)
  },
  'what does not exist is 404, what cannot be done 405, and both say why': async ({ emulator }) => {
    const unknown = await signedRequest(emulator, 'GET', 'nonsense/a')
    const wrongVerb = await signedRequest(emulator, 'PUT', 'dbs')
    deepEqual([unknown.status, wrongVerb.status], [404, 405])
    deepEqual([unknown.json['code'], wrongVerb.json['code']], ['NotFound', 'MethodNotAllowed'])
    ok(String(wrongVerb.json['message']).length > 0)
  },
  'all documents of one partition key are deleted by one request': async ({ container }) => {
    const c = await container()
    for (const id of ['1', '2']) for (const pk of ['x', 'y']) await c.items.create({ id, pk })
    await c.deleteAllItemsForPartitionKey('x')
    const { resources } = await c.items.query<{ pk: string }>('SELECT * FROM c').fetchAll()
    deepEqual(
      resources.map(({ pk }) => pk),
      ['y', 'y'],
    )
  },
})
