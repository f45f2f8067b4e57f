import { MemoryDatastoreProvider, type DatastoreProvider } from '@bytelyst/datastore'
import { expect, test } from 'vitest'
import { compareExchanges, type Difference } from '../src/demo/compare-exchanges.ts'
import { play, type Played } from '../src/demo/play.ts'
import { Answer } from '../src/script/answer.ts'
import { EtagNames } from '../src/script/etag-names.ts'
import { movieParts } from '../src/script/movies.ts'
import { needs, type Need, type Part } from '../src/script/part.ts'
import { productParts } from '../src/script/products.ts'
import { script } from '../src/script/script.ts'
import { usageParts } from '../src/script/usage.ts'
import { startInProcess } from './support/start-in-process.ts'
import { wrongProvider } from './support/wrong-provider.ts'

async function playOn(provider: DatastoreProvider, parts: readonly Part[]): Promise<Played> {
  const service = await startInProcess(provider)
  try {
    return await play(service, parts, { signal: new AbortController().signal })
  } finally {
    await service.stop()
  }
}

async function compare(
  other: DatastoreProvider,
  parts: readonly Part[],
): Promise<{ differences: Difference[]; other: Played }> {
  const right = await playOn(new MemoryDatastoreProvider(), parts)
  expect(right.failures).toEqual([])
  const wrong = await playOn(other, parts)
  return { differences: compareExchanges(right.exchanges, wrong.exchanges), other: wrong }
}

test('a provider is not different from itself', async () => {
  const { differences, other } = await compare(new MemoryDatastoreProvider(), productParts)
  expect(differences).toEqual([])
  expect(other.failures).toEqual([])
})

test('one answer in another order is one difference, at its request', async () => {
  const provider = wrongProvider(
    new MemoryDatastoreProvider(),
    'distinct',
    (right) => async (path, query) => (await right.distinct(path, query)).toReversed(),
  )
  const { differences } = await compare(provider, movieParts)
  expect(differences).toHaveLength(1)
  expect(differences[0]?.one?.request).toBe('GET /genres')
  expect(differences[0]?.one?.answer).not.toBe(differences[0]?.other?.answer)
})

test('a precondition that is ignored is a difference, and not what the script expects', async () => {
  const provider = wrongProvider(new MemoryDatastoreProvider(), 'update', (right) => (id, key, patch, options = {}) => {
    const { ifMatch: _, ...rest } = options
    return right.update(id, key, patch, rest)
  })
  const { differences, other } = await compare(provider, productParts)
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

test('the order of fields is no difference, the order of a list is one', () => {
  const transcriptOf = (body: string) => new Answer(200, new Headers(), body).toText(new EtagNames())
  expect(transcriptOf('{"a":{"c":1,"b":[1,2]},"d":null}')).toBe(transcriptOf('{"d":null,"a":{"b":[1,2],"c":1}}'))
  expect(transcriptOf('{"a":[1,2]}')).not.toBe(transcriptOf('{"a":[2,1]}'))
  expect(transcriptOf('{"a":null}')).not.toBe(transcriptOf('{}'))
  expect(transcriptOf('<p>b a</p>')).toContain('<p>b a</p>')
})

test('a page that is missing is a difference: the transcripts are not equally long', async () => {
  const provider = wrongProvider(new MemoryDatastoreProvider(), 'findPage', (right) => async (query) => {
    const { items } = await right.findPage(query)
    return { items }
  })
  const { differences } = await compare(provider, movieParts)
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
  const { differences, other } = await compare(provider, [...productParts, ...usageParts])
  expect(differences[0]?.one?.request).toBe('GET /products/web/usage?limit=1')
  expect(other.failures).toContain('20 increments of 5 at once are 100')
})

test('the names of the parts are unique, because they tell the parts of two transcripts apart', () => {
  expect(new Set(script.map(({ name }) => name)).size).toBe(script.length)
})

/** A provider that declares to lack these capabilities, and has them: only what the script does with it is of interest. */
function lacking(right: DatastoreProvider, ...missing: readonly Need[]): DatastoreProvider {
  const capabilities = { ...right.capabilities, ...Object.fromEntries(missing.map((need) => [need, false])) }
  return new Proxy(right, {
    get(target, key) {
      if (key === 'capabilities') return capabilities
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

const allNeeds = Object.keys(needs) as Need[]

test('a provider that can do everything plays every part', async () => {
  const { parts, leftOut, failures, exchanges } = await playOn(new MemoryDatastoreProvider(), script)
  expect(failures).toEqual([])
  expect(parts).toEqual(script)
  expect(leftOut).toEqual([])
  expect(exchanges).toHaveLength(473)
})

test.concurrent.each([...allNeeds.map((need) => [[need]]), [allNeeds]])(
  'without %s the rest of the script is played, as it expects it, and what was left out is named',
  async (missing) => {
    const played = await playOn(lacking(new MemoryDatastoreProvider(), ...missing), script)
    expect(played.failures).toEqual([])
    const wanting = script.filter((part) => part.needs.some((need) => missing.includes(need)))
    expect(wanting.length).toBeGreaterThan(0)
    expect(played.leftOut.map(({ part }) => part)).toEqual(wanting)
    expect(new Set(played.leftOut.flatMap((left) => left.lacking))).toEqual(new Set(missing))
    expect(played.parts).toEqual(script.filter((part) => !wanting.includes(part)))
  },
  20_000,
)
