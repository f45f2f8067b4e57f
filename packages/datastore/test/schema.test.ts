import { inspect } from 'node:util'
import { type } from 'arktype'
import { MemoryDatastoreProvider, type StandardSchema } from '@bytelyst/datastore'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'

const schemas: readonly (readonly [name: string, schema: StandardSchema])[] = [
  ['zod', z.object({ id: z.string(), seats: z.number().check(z.minimum(1)), plan: z._default(z.string(), 'free') })],
  [
    'valibot',
    v.object({ id: v.string(), seats: v.pipe(v.number(), v.minValue(1)), plan: v.optional(v.string(), 'free') }),
  ],
  ['arktype', type({ id: 'string', seats: 'number >= 1', plan: "string = 'free'" })],
]

test.each(schemas)(
  'a schema of %s checks documents, gives defaults, and its messages are not repeated',
  async (_name, schema) => {
    const provider = new MemoryDatastoreProvider()
    await provider.initialize({ teams: { partitionKeyPath: '/id', schema } })
    const teams = provider.collection('teams')
    expect(await teams.create({ id: 'a', seats: 3 })).toEqual({ id: 'a', seats: 3, plan: 'free' })
    const error: unknown = await teams.create({ id: 'b', seats: 'canary' }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining('document.seats') as string,
    })
    expect((error as Error).message).not.toContain('canary')
    await expect(teams.update('a', 'a', { $inc: { seats: -3 } })).rejects.toMatchObject({ code: 'invalid_argument' })
  },
)

test.each<readonly [string, () => never]>([
  [
    'throws',
    () => {
      throw new Error('canary')
    },
  ],
  ['gives nothing', () => undefined as never],
])('a schema that %s refuses the document, which is not repeated and not stored', async (_name, validate) => {
  const provider = new MemoryDatastoreProvider()
  const schema: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate } }
  await provider.initialize({ teams: { partitionKeyPath: '/id', schema } })
  const teams = provider.collection('teams')
  const error: unknown = await teams.create({ id: 'a', secret: 'canary' }).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'invalid_argument' })
  expect(inspect(error)).not.toContain('canary')
  expect(await teams.count({})).toBe(0)
})
