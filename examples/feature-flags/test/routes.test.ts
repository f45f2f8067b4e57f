import { readFileSync } from 'node:fs'
import { MemoryDatastoreProvider } from '@bytelyst/datastore'
import type { FastifyInstance, HTTPMethods } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createServer } from '../src/server.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const documented = [...readme.matchAll(/^\| `([A-Z]+) (\/\S*)`/gm)].map(([, method = '', path = '']) => [method, path])

const settings = { description: '', enabled: true, rollout: 1, rules: [], tags: [] }
const bodies: Readonly<Record<string, object>> = {
  'POST /products': { id: 'web', name: 'Web', plan: 'pro', seats: 1 },
  'PATCH /products/:productId': { seats: 2 },
  'POST /products/:productId/flags': { id: 'dark-mode' },
  'PUT /products/:productId/flags/:flagId': settings,
  'PATCH /products/:productId/flags/:flagId': { rollout: 2 },
  'POST /products/:productId/flags/:flagId/evaluations': { userId: 'ada' },
  'POST /products/:productId/releases': { rollouts: { search: 1 } },
  'POST /products/:productId/kill-switch': { tag: 'beta' },
  'POST /products/:productId/usage': { flagId: 'search', day: '2026-01-31', evaluations: 1, enabled: 1 },
  'POST /sessions': { email: 'ada@example.com' },
}

let server: FastifyInstance
beforeAll(async () => {
  server = await createServer({ provider: new MemoryDatastoreProvider() })
})
afterAll(() => server.close())

test('the README lists every route', () => {
  const methods = server.printRoutes({ commonPrefix: false }).matchAll(/\b(?:GET|POST|PUT|PATCH|DELETE)\b/g)
  expect(documented).toHaveLength([...methods].length)
})

test.each(documented)('%s %s exists and refuses a query parameter that it does not know', async (method, url) => {
  expect(server.hasRoute({ method: method as HTTPMethods, url })).toBe(true)
  const path = url.replace(':movieId', 'm0001').replaceAll(/:[a-zA-Z]+/g, 'web')
  const payload = bodies[`${method} ${url}`]
  const { statusCode, body } = await server.inject({
    method: method as 'GET',
    url: `${path}?unheard-of=1`,
    ...(payload !== undefined && { payload }),
  })
  expect(statusCode).toBe(400)
  expect(body).toMatch(/querystring must NOT have additional properties|expected no other parameters/)
})

test('the page needs nothing from elsewhere, and its policy says so', async () => {
  const { body, headers } = await server.inject('/')
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(body).not.toMatch(/https?:\/\//)
  expect(body).toContain('<span class="badge">memory</span>')
})

test('the service is not healthy when its datastore does not answer', async () => {
  const provider = new MemoryDatastoreProvider()
  const failing = await createServer({ provider })
  expect((await failing.inject('/health')).statusCode).toBe(200)
  failing.log.level = 'silent'
  await provider.close()
  expect((await failing.inject('/health')).statusCode).toBe(503)
  await failing.close()
})
