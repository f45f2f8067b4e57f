import { MemoryDatastoreProvider, type DatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { compareExchanges, type Difference } from '../src/demo/compare-exchanges.ts'
import { play, type Played, type Script } from '../src/demo/play.ts'
import { Answer } from '../src/script/answer.ts'
import { EtagNames } from '../src/script/etag-names.ts'
import { playMovies } from '../src/script/movies.ts'
import { playProducts } from '../src/script/products.ts'
import { playUsage } from '../src/script/usage.ts'
import { startInProcess } from './support/start-in-process.ts'
import { wrongProvider } from './support/wrong-provider.ts'

async function playOn(provider: DatastoreProvider, script: Script): Promise<Played> {
  const service = await startInProcess(provider)
  try {
    return await play(service.url, new EtagNames(), new AbortController().signal, script)
  } finally {
    await service.stop()
  }
}

async function compare(
  other: DatastoreProvider,
  script: Script,
): Promise<{ differences: Difference[]; other: Played }> {
  const right = await playOn(new MemoryDatastoreProvider(), script)
  expect(right.failures).toEqual([])
  const wrong = await playOn(other, script)
  return { differences: compareExchanges(right.exchanges, wrong.exchanges), other: wrong }
}

test('a provider is not different from itself', async () => {
  const { differences, other } = await compare(new MemoryDatastoreProvider(), playProducts)
  expect(differences).toEqual([])
  expect(other.failures).toEqual([])
})

test('one answer in another order is one difference, at its request', async () => {
  const provider = wrongProvider(
    new MemoryDatastoreProvider(),
    'distinct',
    (right) => async (path, query) => (await right.distinct(path, query)).toReversed(),
  )
  const { differences } = await compare(provider, playMovies)
  expect(differences).toHaveLength(1)
  expect(differences[0]?.one?.request).toBe('GET /genres')
  expect(differences[0]?.one?.answer).not.toBe(differences[0]?.other?.answer)
})

test('a precondition that is ignored is a difference, and not what the script expects', async () => {
  const provider = wrongProvider(new MemoryDatastoreProvider(), 'update', (right) => (id, key, patch, options = {}) => {
    const { ifMatch: _, ...rest } = options
    return right.update(id, key, patch, rest)
  })
  const { differences, other } = await compare(provider, playProducts)
  expect(differences[0]?.one?.answer).toMatch(/^412/)
  expect(other.failures[0]).toContain('expected 412, got 200')
})

test('versions are named by their first appearance, so a new one where another has an old one is a difference', () => {
  const transcriptOf = (versions: string[]) => {
    const etags = new EtagNames()
    return versions.map((etag) => new Answer(200, new Headers({ etag }), '').toText(etags))
  }
  expect(transcriptOf(['"a"', '"b"', '"a"'])).toEqual(transcriptOf(['"x"', '"y"', '"x"']))
  expect(transcriptOf(['"a"', '"b"', '"a"'])).not.toEqual(transcriptOf(['"x"', '"x"', '"x"']))
  expect(transcriptOf(['"a"', '"b"', '"a"'])).not.toEqual(transcriptOf(['"x"', '"y"', '"z"']))
})

test('a page that is missing is a difference: the transcripts are not equally long', async () => {
  const provider = wrongProvider(new MemoryDatastoreProvider(), 'findPage', (right) => async (query) => {
    const { items } = await right.findPage(query)
    return { items }
  })
  const { differences } = await compare(provider, playMovies)
  expect(differences.at(-1)?.other).toBeUndefined()
})

test('an increment that gets lost is a difference', async () => {
  let increments = 0
  const provider = wrongProvider(
    new MemoryDatastoreProvider(),
    'update',
    (right) => async (id, key, patch, options) => {
      const before = await right.findById(id, key)
      const lost = patch.$inc !== undefined && before !== null && (increments += 1) === 10
      return lost ? before : right.update(id, key, patch, options)
    },
  )
  const { differences, other } = await compare(provider, async (client) => {
    await playProducts(client)
    await playUsage(client)
  })
  expect(differences[0]?.one?.request).toBe('GET /products/web/usage?limit=1')
  expect(other.failures).toContain('20 increments of 5 at once are 100')
})
