import { deepEqual, equal } from 'node:assert/strict'
import type { Container, PatchOperation, PatchRequestBody } from '@azure/cosmos'
import { statusOf } from '../support/outcome.ts'
import { checks } from './check.ts'

// The types of the SDK do not know it.
const move = { op: 'move', from: '/x', path: '/d/x' } as unknown as PatchOperation

type Fields = Readonly<Record<string, unknown>>

async function patched(c: Container, before: Fields, patch: PatchRequestBody): Promise<Fields> {
  await c.items.upsert({ id: 'p', pk: 'x', ...before })
  const { resource } = await c.item('p', 'x').patch<Record<string, unknown>>(patch)
  return Object.fromEntries(Object.entries(resource ?? {}).filter(([name]) => !/^(?:_[a-z]+|id|pk)$/.test(name)))
}

async function refused(c: Container, before: Fields, patch: PatchRequestBody): Promise<string> {
  await c.items.upsert({ id: 'p', pk: 'x', ...before })
  const status = await statusOf(c.item('p', 'x').patch(patch))
  const { resource } = await c.item('p', 'x').read<Record<string, unknown>>()
  for (const [name, value] of Object.entries(before))
    deepEqual(resource?.[name], value, 'a refused patch changes nothing')
  return status
}

export const patchChecks = checks({
  'add, set, replace, remove, incr and move change what they name and nothing else': async ({ container }) => {
    const c = await container()
    const before = { a: 1, b: 2, c: 3, d: { e: 1 }, list: [1, 2], x: 'x' }
    const after = await patched(c, before, [
      { op: 'add', path: '/new', value: { deep: true } },
      { op: 'set', path: '/d/e', value: [1] },
      { op: 'replace', path: '/a', value: null },
      { op: 'remove', path: '/b' },
      { op: 'incr', path: '/c', value: -4.5 },
      move,
    ])
    deepEqual(after, { a: null, c: -1.5, d: { e: [1], x: 'x' }, list: [1, 2], new: { deep: true } })
  },
  'arrays: add inserts and appends, set and replace exchange, remove closes the gap': async ({ container }) => {
    const c = await container()
    const list = [1, 2, 3]
    deepEqual(await patched(c, { list }, [{ op: 'add', path: '/list/1', value: 9 }]), { list: [1, 9, 2, 3] })
    deepEqual(await patched(c, { list }, [{ op: 'add', path: '/list/-', value: 9 }]), { list: [1, 2, 3, 9] })
    deepEqual(await patched(c, { list }, [{ op: 'set', path: '/list/1', value: 9 }]), { list: [1, 9, 3] })
    deepEqual(await patched(c, { list }, [{ op: 'remove', path: '/list/0' }]), { list: [2, 3] })
    equal(await refused(c, { list }, [{ op: 'add', path: '/list/5', value: 9 }]), '400')
    equal(await refused(c, { list }, [{ op: 'replace', path: '/list/3', value: 9 }]), '400')
    equal(await refused(c, { list }, [{ op: 'set', path: '/list/x', value: 9 }]), '400')
  },
  'incr creates what is missing, and is 400 for what is no number': async ({ container }) => {
    const c = await container()
    deepEqual(await patched(c, {}, [{ op: 'incr', path: '/n', value: 4 }]), { n: 4 })
    equal(await refused(c, { n: 'x' }, [{ op: 'incr', path: '/n', value: 4 }]), '400')
    equal(await refused(c, { n: null }, [{ op: 'incr', path: '/n', value: 4 }]), '400')
  },
  'a missing target or parent, the id, the key, a system property and an eleventh operation are 400': async ({
    container,
  }) => {
    const c = await container()
    equal(await refused(c, {}, [{ op: 'remove', path: '/none' }]), '400')
    equal(await refused(c, {}, [{ op: 'replace', path: '/none', value: 1 }]), '400')
    equal(await refused(c, {}, [{ op: 'set', path: '/none/deep', value: 1 }]), '400')
    for (const path of ['/id', '/pk', '/_etag', '/_ts', '', 'a', '/']) {
      equal(await refused(c, { a: 1 }, [{ op: 'set', path, value: 'q' }]), '400', path)
    }
    const many = Array.from({ length: 11 }, (_, i) => ({ op: 'set' as const, path: `/f${i}`, value: i }))
    equal(await refused(c, {}, many), '400')
    deepEqual(Object.keys(await patched(c, {}, many.slice(0, 10))).length, 10)
  },
  'a patch that fails in the middle changes nothing': async ({ container }) => {
    const c = await container()
    const patch: PatchRequestBody = [
      { op: 'set', path: '/a', value: 2 },
      { op: 'remove', path: '/none' },
    ]
    equal(await refused(c, { a: 1 }, patch), '400')
  },
  'escaped names, and a field called __proto__, are fields': async ({ container }) => {
    const c = await container()
    deepEqual(await patched(c, {}, [{ op: 'set', path: '/a~1b~0c', value: 1 }]), { 'a/b~c': 1 })
    await c.items.upsert({ id: 'p', pk: 'x' })
    const { resource } = await c.item('p', 'x').patch([{ op: 'set', path: '/__proto__', value: { bad: 1 } }])
    equal(Object.hasOwn(resource ?? {}, '__proto__'), true)
    equal(({} as Fields)['bad'], undefined)
  },
  'a condition that the document does not meet is 412, and changes nothing': async ({ container }) => {
    const c = await container()
    const operations = [{ op: 'set' as const, path: '/a', value: 2 }]
    equal(await refused(c, { a: 1 }, { condition: 'from c where c.a > 5', operations }), '412')
    equal(await refused(c, { a: 1 }, { condition: 'FROM c WHERE', operations }), '400')
    deepEqual(await patched(c, { a: 1, s: 'A' }, { condition: "FROM c WHERE c.s = 'A'", operations }), { a: 2, s: 'A' })
  },
})
