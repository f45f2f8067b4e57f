import type { Container, SqlQuerySpec } from '@azure/cosmos'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../src/cosmos/json.ts'
import { compareOrder, identity } from '../src/cosmos/sql/value.ts'
import { run } from './sql/evaluate.ts'
import { openSubject, type Subject } from './support/subject.ts'

const rigs = ['sloop', 'ketch', 'yawl', 'cutter']

/** Over many partition keys, so that each range has some. */
const fleet: readonly ({ readonly id: string } & Record<string, Json>)[] = Array.from({ length: 60 }, (_, index) => ({
  id: `boat${String(index).padStart(2, '0')}`,
  pk: `p${index % 23}`,
  rig: rigs[index % 4] as string,
  n: (index * 7) % 31,
  ...(index % 3 === 0 && { masts: (index % 5) - 1 }),
  ...(index % 2 === 0 && { tags: [`t${index % 6}`, 'all'] }),
  mixed: index % 10 === 0 ? 'text' : index,
  flag: index % 4 === 0,
}))

const indexingPolicy = {
  compositeIndexes: [
    [
      { path: '/rig', order: 'ascending' as const },
      { path: '/n', order: 'descending' as const },
    ],
  ],
}

let subject: Subject
let container: Container

beforeAll(async () => {
  subject = await openSubject({ partitions: 4 })
  subject.emulator.seed({ merge: { fleet: { partitionKey: '/pk', indexingPolicy, documents: fleet } } })
  container = subject.client.database('merge').container('fleet')
})

afterAll(() => subject.close())

async function merged(query: string, parameters: Record<string, Json> = {}): Promise<Json[]> {
  const named = Object.entries(parameters).map(([name, value]) => ({ name: `@${name}`, value }))
  const specification = { query, parameters: named } as SqlQuerySpec
  const { resources } = await container.items.query(specification, { maxItemCount: 7 }).fetchAll()
  return resources as Json[]
}

function whole(query: string, parameters: Record<string, Json> = {}): readonly Json[] {
  return run(query, fleet, parameters, indexingPolicy)
}

function sorted(rows: readonly Json[]): readonly Json[] {
  return rows.toSorted((left, right) => compareOrder(identity(left), identity(right)))
}

describe('what the SDK merges of the ranges is what one query over all answers', () => {
  it.each([
    'SELECT VALUE c.id FROM c ORDER BY c.id',
    'SELECT VALUE c.id FROM c ORDER BY c.id DESC',
    'SELECT c.id, c.n FROM c WHERE c.n > 10 ORDER BY c.id OFFSET 3 LIMIT 11',
    'SELECT TOP 9 VALUE c.id FROM c ORDER BY c.id DESC',
    'SELECT VALUE c.n FROM c ORDER BY c.n',
    'SELECT VALUE [c.rig, c.n] FROM c ORDER BY c.rig, c.n DESC',
    'SELECT VALUE [c.rig, c.n] FROM c ORDER BY c.rig DESC, c.n',
    'SELECT DISTINCT VALUE c.rig FROM c ORDER BY c.rig',
    'SELECT DISTINCT c.rig FROM c ORDER BY c.rig DESC',
    'SELECT DISTINCT c.n FROM c ORDER BY c.n OFFSET 2 LIMIT 5',
    'SELECT VALUE t FROM c JOIN t IN c.tags WHERE t = "t4" ORDER BY c.id',
    'SELECT c.id, ARRAY(SELECT VALUE t FROM t IN c.tags) AS t FROM c ORDER BY c.id',
  ])('in order: %s', async (query) => {
    expect(await merged(query)).toEqual(whole(query))
  })

  it.each([
    'SELECT * FROM c WHERE c.n IN (1, 2, 3)'.replace('*', 'c.id, c.n'),
    'SELECT DISTINCT VALUE c.rig FROM c',
    'SELECT DISTINCT c.rig, c.masts FROM c',
    'SELECT DISTINCT c.flag FROM c',
    'SELECT VALUE COUNT(1) FROM c',
    'SELECT VALUE COUNT(c.masts) FROM c',
    'SELECT VALUE SUM(c.n) FROM c',
    'SELECT VALUE SUM(c.n) FROM c WHERE c.n > 1000',
    'SELECT VALUE SUM(c.mixed) FROM c',
    'SELECT VALUE AVG(c.n) FROM c',
    'SELECT VALUE AVG(c.n) FROM c WHERE c.pk = "p3"',
    'SELECT VALUE AVG(c.n) FROM c WHERE false',
    'SELECT VALUE MIN(c.n) FROM c',
    'SELECT VALUE MIN(c.masts) FROM c WHERE c.pk = "p3"',
    'SELECT VALUE MAX(c.rig) FROM c',
    'SELECT VALUE MAX(c.rig) FROM c WHERE false',
    'SELECT COUNT(1) AS n, SUM(c.n) AS s, AVG(c.n) AS a, MIN(c.n) AS low, MAX(c.id) AS high FROM c',
    'SELECT COUNT(1), "x" AS x FROM c',
    'SELECT c.rig, COUNT(1) AS n, AVG(c.n) AS a, MAX(c.id) AS last FROM c GROUP BY c.rig',
    'SELECT c.masts, COUNT(1) AS n FROM c WHERE IS_DEFINED(c.masts) GROUP BY c.masts',
    'SELECT c.rig, c.flag, SUM(c.n) AS s FROM c WHERE c.flag GROUP BY c.rig, c.flag',
    'SELECT UPPER(c.rig) AS r, COUNT(1) AS n FROM c GROUP BY UPPER(c.rig)',
    'SELECT VALUE c.rig FROM c GROUP BY c.rig',
    'SELECT VALUE COUNT(1) FROM c WHERE c.flag GROUP BY c.rig',
    'SELECT t, COUNT(1) AS n FROM c JOIN t IN c.tags GROUP BY t',
  ])('in any order: %s', async (query) => {
    expect(sorted(await merged(query))).toEqual(sorted(whole(query)))
  })

  it.each([
    ['SELECT TOP 5 VALUE c.id FROM c', 5],
    ['SELECT TOP @n VALUE c.id FROM c', 4],
    ['SELECT VALUE c.id FROM c OFFSET 50 LIMIT 20', 10],
    ['SELECT VALUE c.id FROM c OFFSET @n LIMIT @n', 4],
    ['SELECT DISTINCT c.n FROM c OFFSET 30 LIMIT 5', 1],
    ['SELECT c.rig, COUNT(1) AS n FROM c GROUP BY c.rig OFFSET 1 LIMIT 2', 2],
    ['SELECT TOP 3 c.rig FROM c GROUP BY c.rig', 3],
    ['SELECT VALUE c.id FROM c OFFSET 0 LIMIT 0', 0],
  ])('as many as are asked for: %s', async (query, count) => {
    const found = await merged(query, { n: 4 })
    expect(found).toHaveLength(count)
    expect(new Set(found.map(identity)).size).toBe(count)
  })

  it('within one partition the service answers all of it itself', async () => {
    const query = 'SELECT VALUE {"n": COUNT(1), "s": SUM(c.n)} FROM c'
    const { resources } = await container.items.query(query, { partitionKey: 'p3' }).fetchAll()
    expect(resources).toEqual(
      run(
        query,
        fleet.filter(({ pk }) => pk === 'p3'),
      ),
    )
  })
})

describe('a query resumed from its tokens', () => {
  async function resumed(order: string): Promise<string[]> {
    const seen: string[] = []
    let continuationToken: string | undefined
    do {
      const options = { maxItemCount: 4, enableQueryControl: true, ...(continuationToken && { continuationToken }) }
      const answer = await container.items.query(`SELECT * FROM c ${order}`, options).fetchNext()
      seen.push(...(answer.resources ?? []).map(({ id }: { id: string }) => id))
      continuationToken = answer.continuationToken
    } while (continuationToken && seen.length < 200)
    return seen
  }

  it.each(['ORDER BY c.id', 'ORDER BY c.flag', 'ORDER BY c.rig DESC', 'ORDER BY c.n DESC'])(
    '%s answers every document once',
    async (order) => {
      expect((await resumed(order)).toSorted()).toEqual(fleet.map(({ id }) => id))
    },
  )

  it('by several keys loses documents in the SDK, which asks for those that are beyond the token in every key', async () => {
    const seen = await resumed('ORDER BY c.rig, c.n DESC')
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeLessThan(fleet.length)
  })
})

describe('across ranges', () => {
  it.each([
    ['SELECT * FROM c WHERE', 'Syntax error, unexpected end of input.'],
    ['SELECT COUNT(1) + 1 FROM c', 'Compositions of aggregates and other expressions are not allowed.'],
    ['SELECT * FROM c ORDER BY c.n, c.id', 'does not have a corresponding composite index'],
    ['SELECT * FROM c ORDER BY c.n + 1', 'could not be mapped to a document path'],
    ['SELECT c.rig FROM c GROUP BY c.rig ORDER BY c.rig', "'ORDER BY' is not supported in presence of GROUP BY."],
    ['SELECT NOPE(c.n) FROM c', "'NOPE' is not a recognized built-in function name."],
    ['SELECT * FROM c WHERE c.n = @gone', "Identifier '@gone' could not be resolved."],
  ])('%s is status 400 with the words of the service', async (query, message) => {
    await expect(merged(query)).rejects.toMatchObject({
      code: 400,
      message: expect.stringContaining(message) as string,
    })
  })

  it('an average leaves out the ranges that hold other types, as the SDK merges it; within one partition it is undefined', async () => {
    const query = 'SELECT VALUE AVG(c.mixed) FROM c'
    expect(whole(query)).toEqual([])
    const alone = await merged(`${query} WHERE c.id = "boat00"`)
    expect(alone).toEqual([])
    const beside = await Promise.all(
      fleet.map(({ id }) => merged(`${query} WHERE c.id IN ("boat00", "${id}")`).then(([average]) => average)),
    )
    const places = beside.flatMap((average, index) => (average === undefined ? [] : [[average, index]]))
    expect(places.length).toBeGreaterThan(0)
    expect(places.filter(([average, index]) => average !== index)).toEqual([])
  })
})
