import { requestContext, runWithRequestContext } from '@bytelyst/core'
import { expect, test } from 'vitest'

test('the ids of a request survive an await, and are gone outside of it', async () => {
  await runWithRequestContext({ requestId: 'r1' }, async () => {
    await Promise.resolve()
    expect(requestContext().requestId).toBe('r1')
  })
  expect(requestContext()).toEqual({})
})

test('requests at the same time do not see each other', async () => {
  const seen = await Promise.all(
    ['a', 'b', 'c'].map((requestId) =>
      runWithRequestContext({ requestId }, async () => {
        await new Promise((resolve) => setTimeout(resolve, 1))
        return requestContext().requestId
      }),
    ),
  )
  expect(seen).toEqual(['a', 'b', 'c'])
})

test('another copy of the package sees the same ids', async () => {
  const copy = '../src/request-context.ts?another-copy'
  const other = (await import(copy)) as { requestContext: typeof requestContext }
  runWithRequestContext({ requestId: 'shared' }, () => expect(other.requestContext().requestId).toBe('shared'))
})
