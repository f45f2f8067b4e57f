import { etagOf, getDatastore, type MemoryDatastoreProvider } from '@bytelyst/datastore'
import { seedCollection, setTestProvider } from '@bytelyst/datastore/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collections } from '../src/collections.ts'
import type { MovieDocument } from '../src/documents/movie.ts'
import { createRepositories, type Repositories } from '../src/repositories/repositories.ts'

const settings = { description: '', enabled: true, rollout: 10, rules: [], tags: ['beta'] }
const film = {
  Title: null,
  'US Gross': null,
  'Worldwide Gross': null,
  'US DVD Sales': null,
  'Production Budget': null,
  'Release Date': 'Jun 12 1998',
  'MPAA Rating': null,
  'Running Time min': null,
  Distributor: null,
  Source: null,
  'Major Genre': null,
  'Creative Type': null,
  Director: null,
  'Rotten Tomatoes Rating': null,
  'IMDB Rating': null,
  'IMDB Votes': null,
}

let provider: MemoryDatastoreProvider
let now: number
let repositories: Repositories

beforeEach(async () => {
  provider = setTestProvider('memory')
  now = Date.parse('2026-01-31T12:00:00Z')
  let ids = 0
  await getDatastore().initialize(collections)
  repositories = createRepositories(
    getDatastore(),
    () => now,
    () => `id-${(ids += 1)}`,
  )
})

afterEach(async () => {
  await provider.close()
  setTestProvider(undefined)
})

test('a product is created once', async () => {
  const { products } = repositories
  const product = { id: 'web', name: 'Web', plan: 'pro', seats: 3 } as const
  await products.create(product)
  await expect(products.create(product)).rejects.toMatchObject({ code: 'already_exists' })
})

test('a flag is replaced only at the version that was read', async () => {
  const { flags } = repositories
  const read = await flags.create('web', { id: 'dark-mode', ...settings })
  const ifMatch = etagOf(read) ?? ''
  await flags.change('web', 'dark-mode', { rollout: 20 }, {})
  await expect(flags.replace(read, settings, { ifMatch })).rejects.toMatchObject({ code: 'precondition_failed' })
  expect(await flags.find('web', 'dark-mode')).toMatchObject({ rollout: 20 })
})

test('a release sets every roll-out or none', async () => {
  const { flags } = repositories
  await flags.create('web', { id: 'search', ...settings })
  await expect(flags.release('web', { search: 90, nothing: 90 })).rejects.toMatchObject({ code: 'not_found' })
  expect(await flags.find('web', 'search')).toMatchObject({ rollout: 10 })
})

test('the kill switch reaches the tagged flags of one product', async () => {
  const { flags } = repositories
  await flags.create('web', { id: 'search', ...settings })
  await flags.create('web', { id: 'checkout', ...settings, tags: [] })
  await flags.create('mobile', { id: 'search', ...settings })
  expect(await flags.disableTagged('web', 'beta')).toBe(1)
  expect(await flags.find('web', 'search')).toMatchObject({ enabled: false })
  expect(await flags.find('web', 'checkout')).toMatchObject({ enabled: true })
  expect(await flags.find('mobile', 'search')).toMatchObject({ enabled: true })
})

test('no count of many at once is lost', async () => {
  const { products, usage } = repositories
  const product = await products.create({ id: 'web', name: 'Web', plan: 'pro', seats: 3 })
  const count = { flagId: 'search', day: '2026-01-31', evaluations: 3, enabled: 1 }
  await Promise.all(Array.from({ length: 50 }, () => usage.add(product, count)))
  const { items } = await usage.list('web', { limit: 10 })
  expect(items).toMatchObject([{ id: 'search:2026-01-31', plan: 'pro', evaluations: 150, enabled: 50 }])
})

test('the usage report puts the busiest group first, and equal ones in the order of their names', async () => {
  const { products, usage } = repositories
  const product = await products.create({ id: 'web', name: 'Web', plan: 'pro', seats: 3 })
  for (const [flagId, evaluations] of Object.entries({ b: 1, quiet: 0, a: 1, busy: 9 })) {
    await usage.add(product, { flagId, day: '2026-01-31', evaluations, enabled: 0 })
  }
  const rows = await usage.summarize({ by: 'flagId' })
  expect(rows.map((row) => (row as { flagId: string }).flagId)).toEqual(['busy', 'a', 'b', 'quiet'])
})

test('the audit log has the newest entry first', async () => {
  const { audit } = repositories
  for (const subject of ['first', 'second', 'third']) {
    await audit.record('web', 'ada', 'changed', subject)
    now += 1000
  }
  const { items, cursor } = await audit.list('web', { limit: 2 })
  expect(items.map(({ subject }) => subject)).toEqual(['third', 'second'])
  const rest = await audit.list('web', { limit: 2, cursor })
  expect(rest.items.map(({ subject }) => subject)).toEqual(['first'])
  expect(rest.cursor).toBeUndefined()
})

test('who looks for a number finds the titles that are numbers', async () => {
  await seedCollection<MovieDocument>('movies', [
    { ...film, id: 'm0001', Title: 300 },
    { ...film, id: 'm0002', Title: '3000 Miles to Graceland' },
    { ...film, id: 'm0003', Title: 1408 },
  ])
  const { items } = await repositories.movies.search({ title: '300' }, 'title', { limit: 10 })
  expect(items.map(({ id }) => id)).toEqual(['m0001', 'm0002'])
})

test('what has no genre is of none, so an excluded genre leaves it in', async () => {
  await seedCollection<MovieDocument>('movies', [
    { ...film, id: 'm0001', 'Major Genre': 'Drama' },
    { ...film, id: 'm0002', 'Major Genre': 'Horror' },
    { ...film, id: 'm0003' },
  ])
  const { items } = await repositories.movies.search({ exceptGenre: 'Drama' }, 'title', { limit: 10 })
  expect(items.map(({ id }) => id)).toEqual(['m0002', 'm0003'])
})

test('the catalogue is loaded once', async () => {
  const { movies } = repositories
  await movies.load([{ ...film, Title: 'One' }])
  await movies.load([
    { ...film, Title: 'Another one' },
    { ...film, Title: 'Two' },
  ])
  expect(await movies.find('m0001')).toMatchObject({ Title: 'One' })
  expect(await movies.find('m0002')).toMatchObject({ Title: 'Two' })
})
