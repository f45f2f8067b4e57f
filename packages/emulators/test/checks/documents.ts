import { deepEqual, equal, match, notEqual } from 'node:assert/strict'
import { statusOf } from '../support/outcome.ts'
import { signedRequest } from '../support/signed-request.ts'
import { checks } from './check.ts'

const stale = '"00000000-0000-0000-0000-000000000000"'
const ifMatch = (condition: string) => ({ accessCondition: { type: 'IfMatch', condition } })
const ifNoneMatch = (condition: string) => ({ accessCondition: { type: 'IfNoneMatch', condition } })

export const documentChecks = checks({
  'a created document is read as it was written, with its system properties': async ({ container }) => {
    const c = await container()
    const created = await c.items.create({ id: 'a', pk: 'x', deep: { list: [1, null, 'é😀'] } })
    equal(created.statusCode, 201)
    const { resource, statusCode, etag, requestCharge, headers } = await c.item('a', 'x').read()
    equal(statusCode, 200)
    deepEqual(Object.keys(resource ?? {}), ['id', 'pk', 'deep', '_rid', '_self', '_etag', '_attachments', '_ts'])
    deepEqual(resource?.deep, { list: [1, null, 'é😀'] })
    equal(resource?._ts, 1_800_000_000)
    equal(etag, resource?._etag)
    notEqual(requestCharge, 0)
    match(String(headers['x-ms-session-token']), /^\d+:0#\d+#0=\d+$/)
  },
  'a second document of one id is 409 in its partition alone': async ({ container }) => {
    const c = await container()
    await c.items.create({ id: 'a', pk: 'x', n: 1 })
    equal(await statusOf(c.items.create({ id: 'a', pk: 'x', n: 2 })), '409')
    equal(await statusOf(c.items.create({ id: 'a', pk: 'y', n: 3 })), '201')
    equal((await c.item('a', 'x').read()).resource?.n, 1)
    equal((await c.item('a', 'y').read()).resource?.n, 3)
  },
  'what is not there is 404: read, replace, patch, delete': async ({ container }) => {
    const c = await container()
    await c.items.create({ id: 'a', pk: 'x' })
    const other = c.item('a', 'y')
    equal(await statusOf(other.read()), '404')
    equal(await statusOf(other.replace({ id: 'a', pk: 'y' })), '404')
    equal(await statusOf(other.patch([{ op: 'set', path: '/n', value: 1 }])), '404')
    equal(await statusOf(other.delete()), '404')
  },
  'upsert creates with 201 and replaces with 200': async ({ container }) => {
    const c = await container()
    equal(await statusOf(c.items.upsert({ id: 'a', pk: 'x', n: 1, old: true })), '201')
    equal(await statusOf(c.items.upsert({ id: 'a', pk: 'x', n: 2 })), '200')
    const { resource } = await c.item('a', 'x').read()
    deepEqual([resource?.n, resource?.old], [2, undefined])
  },
  'a deleted document is gone, and its id free': async ({ container }) => {
    const c = await container()
    await c.items.create({ id: 'a', pk: 'x' })
    equal(await statusOf(c.item('a', 'x').delete()), '204')
    equal(await statusOf(c.item('a', 'x').read()), '404')
    equal(await statusOf(c.items.create({ id: 'a', pk: 'x' })), '201')
  },
  'every write makes another etag, and _rid stays': async ({ container }) => {
    const c = await container()
    const one = await c.items.create({ id: 'a', pk: 'x' })
    const two = await c.item('a', 'x').replace({ id: 'a', pk: 'x' })
    const three = await c.item('a', 'x').patch([{ op: 'set', path: '/n', value: 1 }])
    const written = [one, two, three].map(({ resource }) => resource)
    equal(new Set(written.map((resource) => resource?._etag)).size, 3)
    equal(new Set(written.map((resource) => resource?._rid)).size, 1)
  },
  'a stale If-Match is 412 and writes nothing: replace, upsert, patch, delete': async ({ container }) => {
    const c = await container()
    await c.items.create({ id: 'a', pk: 'x', n: 1 })
    const item = c.item('a', 'x')
    equal(await statusOf(item.replace({ id: 'a', pk: 'x', n: 2 }, ifMatch(stale))), '412')
    equal(await statusOf(c.items.upsert({ id: 'a', pk: 'x', n: 3 }, ifMatch(stale))), '412')
    equal(await statusOf(item.patch([{ op: 'set', path: '/n', value: 4 }], ifMatch(stale))), '412')
    equal(await statusOf(item.delete(ifMatch(stale))), '412')
    equal((await item.read()).resource?.n, 1)
  },
  'the right If-Match, and *, lets a write through': async ({ container }) => {
    const c = await container()
    const { etag } = await c.items.create({ id: 'a', pk: 'x', n: 1 })
    const item = c.item('a', 'x')
    const replaced = await item.replace({ id: 'a', pk: 'x', n: 2 }, ifMatch(etag))
    equal(await statusOf(item.patch([{ op: 'incr', path: '/n', value: 1 }], ifMatch('*'))), '200')
    equal(await statusOf(item.delete(ifMatch(replaced.etag))), '412')
    equal(await statusOf(item.delete(ifMatch((await item.read()).etag))), '204')
    equal(await statusOf(c.items.upsert({ id: 'new', pk: 'x' }, ifMatch(stale))), '201')
  },
  'If-None-Match: a read of what is unchanged is 304, a write over what is there 412': async ({ container }) => {
    const c = await container()
    const { etag } = await c.items.create({ id: 'a', pk: 'x', n: 1 })
    equal(await statusOf(c.item('a', 'x').read(ifNoneMatch(etag))), '304')
    equal(await statusOf(c.item('a', 'x').read(ifNoneMatch(stale))), '200')
    equal(await statusOf(c.items.upsert({ id: 'a', pk: 'x', n: 2 }, ifNoneMatch('*'))), '412')
    equal(await statusOf(c.items.upsert({ id: 'b', pk: 'x' }, ifNoneMatch('*'))), '201')
  },
  'a missing partition key, null and {} with fields are three different things': async ({ container, emulator }) => {
    const c = await container()
    await c.items.create({ id: 'a' })
    await c.items.create({ id: 'a', pk: null })
    equal(await statusOf(c.item('a', undefined).read()), '200')
    equal((await c.item('a', null).read()).resource?.pk, null)
    const path = `dbs/app/colls/${c.id}/docs`
    const sent = await signedRequest(
      emulator,
      'POST',
      path,
      { 'x-ms-documentdb-partitionkey': '[{"a":1}]' },
      '{"id":"q"}',
    )
    equal(sent.status, 400)
  },
  'a document goes where its partition key says, or is 400': async ({ container, emulator }) => {
    const c = await container()
    await c.items.create({ id: 'a', pk: 'x' })
    equal(await statusOf(c.item('a', 'x').replace({ id: 'a', pk: 'moved' })), '400/1001')
    equal(await statusOf(c.item('a', 'x').replace({ id: 'b', pk: 'x' })), '400')
    const path = `dbs/app/colls/${c.id}/docs`
    equal((await signedRequest(emulator, 'POST', path, {}, '{"id":"q","pk":"x"}')).status, 400)
  },
  'an id with a slash, a backslash, ? or #, an empty, a missing, a numeric and one of 1024 bytes are 400': async ({
    container,
    emulator,
  }) => {
    const c = await container()
    const path = `dbs/app/colls/${c.id}/docs`
    const ids: readonly unknown[] = ['a/b', String.raw`a\b`, 'a?b', 'a#b', '', undefined, 7, 'x'.repeat(1024)]
    for (const id of ids) {
      const body = JSON.stringify({ id, pk: 'x' })
      const { status } = await signedRequest(emulator, 'POST', path, { 'x-ms-documentdb-partitionkey': '["x"]' }, body)
      equal(status, 400, `id ${String(id)}`)
    }
    for (const id of ['a b', 'a%20b', 'é~😀', 'a+b', "it's", 'x'.repeat(1023)]) {
      await c.items.create({ id, pk: 'x' })
      equal((await c.item(id, 'x').read()).resource?.id, id)
    }
  },
  'two mebibytes are the most of a document': async ({ container }) => {
    const c = await container()
    equal(await statusOf(c.items.create({ id: 'a', pk: 'x', s: 'x'.repeat(2 * 1024 * 1024) })), '413')
    equal(await statusOf(c.items.create({ id: 'a', pk: 'x', s: 'é'.repeat(1_048_570) })), '413')
    equal(await statusOf(c.items.create({ id: 'a', pk: 'x', s: 'x'.repeat(2_000_000) })), '201')
    const grown = c.item('a', 'x').patch([{ op: 'set', path: '/t', value: 'x'.repeat(200_000) }])
    equal(await statusOf(grown), '413')
  },
  'a wrong key, no key and a token that nobody has given are 401': async ({ container, client, emulator }) => {
    const c = await container()
    equal(await statusOf(c.read()), '200')
    const { url } = emulator
    equal((await signedRequest({ url, key: 'd3Jvbmc=' }, 'GET', `dbs/app/colls/${c.id}`)).status, 401)
    equal((await fetch(`${url}/dbs/app`)).status, 401)
    const headers = { authorization: encodeURIComponent('type=aad&ver=1.0&sig=guess') }
    const guessed = await fetch(`${url}/dbs/app`, { headers })
    equal(guessed.status, 401)
    deepEqual(Object.keys((await guessed.json()) as object), ['code', 'message'])
    equal(await statusOf(client.database('app').read()), '200')
  },
})
