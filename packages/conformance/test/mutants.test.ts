import { killMatrix, mergeMatrices, type Mutant } from '@bytelyst/conformance'
import { expect, test } from 'vitest'
import { never, shelf, shelfSuite, type Shelf } from './support/shelf.ts'

const forgetful: Mutant<Shelf> = {
  id: 'put/forgets',
  breaks: 'what was put is there',
  wrap: (right) => ({ ...right, has: async () => false }),
}
const boastful: Mutant<Shelf> = {
  id: 'put/boasts',
  breaks: 'what was not put is not there',
  wrap: (right) => ({ ...right, has: async () => true }),
}
const dusty: Mutant<Shelf> = { id: 'look/dusty', breaks: 'a shelf is clean', wrap: (right) => right }
const silent: Mutant<Shelf> = {
  id: 'lend/never-answers',
  breaks: 'a book can be lent',
  wrap: (right) => ({ ...right, lend: never }),
}

const openWith = async (wrap: (right: Shelf) => Shelf): Promise<Shelf> => wrap(shelf())

test('the matrix has the killers of each mutant, the mutants that survive and the cases that kill nothing', async () => {
  const seen: unknown[] = []
  const matrix = await killMatrix(shelfSuite(), {
    mutants: [forgetful, boastful, dusty],
    openWith,
    onMutant: ({ id }, killers) => seen.push([id, killers.map(({ detail }) => detail)]),
  })
  expect(Object.fromEntries(matrix.killers)).toEqual({
    'put/forgets': ['shelf/put/is-there'],
    'put/boasts': ['shelf/put/nothing-else'],
    'look/dusty': [],
  })
  expect(matrix).toMatchObject({ mutants: 3, killed: 2, cases: 3, effective: 2 })
  expect(matrix.survivors).toEqual(['look/dusty'])
  expect(matrix.idle).toEqual(['shelf/lend/gives'])
  expect(seen).toEqual([
    ['put/forgets', ['Emma is not there']],
    ['put/boasts', ['Ulysses is there']],
    ['look/dusty', []],
  ])
})

test('each mutant, and the right thing before them, has a fresh subject, which is disposed of', async () => {
  const suite = shelfSuite()
  await killMatrix(suite, { mutants: [forgetful, boastful], openWith })
  expect(new Set(suite.disposed).size).toBe(3)
})

test('a mutant that never answers is killed within timeoutMs', async () => {
  const matrix = await killMatrix(shelfSuite(), { mutants: [silent], openWith, timeoutMs: 20 })
  expect(matrix.killers.get(silent.id)).toEqual(['shelf/lend/gives'])
})

test('a mutant that cannot be opened is killed by nothing: no case was run on it', async () => {
  const right = shelf()
  const failing: typeof openWith = async (wrap) => {
    if (wrap(right) !== right) throw new Error('no wall')
    return right
  }
  const matrix = await killMatrix(shelfSuite(), { mutants: [forgetful], openWith: failing })
  expect(matrix).toMatchObject({ killed: 0, effective: 0, survivors: [forgetful.id] })
})

test('no mutant is judged by a suite that the right thing does not pass', async () => {
  const broken: typeof openWith = async (wrap) => wrap({ ...shelf(), has: async () => false })
  await expect(killMatrix(shelfSuite(), { mutants: [boastful], openWith: broken })).rejects.toThrow(
    'the right thing must pass before its mutants are judged, but it fails shelf/put/is-there',
  )
})

test('a mutant that cannot be disposed of does not end the matrix', async () => {
  const dispose = (): Promise<void> => Promise.reject(new Error('stuck'))
  const matrix = await killMatrix({ ...shelfSuite(), dispose }, { mutants: [forgetful, boastful], openWith })
  expect(matrix.killed).toBe(2)
})

test('merged matrices count a mutant and a case when one of them does', async () => {
  const onlyPut = { ...shelfSuite(), cases: shelfSuite().cases.slice(0, 1) }
  const first = await killMatrix(onlyPut, { mutants: [forgetful, boastful, silent], openWith, timeoutMs: 20 })
  const second = await killMatrix(shelfSuite(), { mutants: [boastful, silent], openWith, timeoutMs: 20 })
  expect(first.survivors).toEqual([boastful.id, silent.id])
  const ids = shelfSuite().cases.map(({ id }) => id)
  const merged = mergeMatrices([first, second], ids)
  expect(merged).toMatchObject({ mutants: 3, killed: 3, cases: 3, effective: 3, survivors: [], idle: [] })
})
