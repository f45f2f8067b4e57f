import type { Case, CaseContext, Suite } from '@bytelyst/conformance'

/** A service so small that everything about it can be seen: books on a shelf. */
export interface Shelf {
  readonly capabilities: ShelfCapabilities
  put(title: string): Promise<void>
  has(title: string): Promise<boolean>
  lend(title: string): Promise<string>
  readonly titles: Set<string>
}

export interface ShelfCapabilities {
  readonly lending: boolean | 'probed'
  readonly order: 'none' | 'title'
}

export interface ShelfContext extends CaseContext<ShelfCapabilities> {
  readonly shelf: Shelf
}

export type ShelfCase = Case<ShelfContext>

export class Refusal extends Error {
  readonly code: string = 'unsupported'
}

/** A shelf that keeps the contract, but for what is replaced. */
export function shelf(wrong: Partial<Shelf> = {}): Shelf {
  const titles = new Set<string>()
  const capabilities = wrong.capabilities ?? { lending: true, order: 'title' }
  return {
    capabilities,
    titles,
    async put(title) {
      titles.add(title)
    },
    has: async (title) => titles.has(title),
    async lend(title) {
      if (capabilities.lending !== true) throw new Refusal('this shelf does not lend')
      return title
    },
    ...wrong,
  }
}

export const cases: readonly ShelfCase[] = [
  {
    id: 'shelf/put/is-there',
    sentence: 'what was put is there',
    async run({ shelf: subject }) {
      await subject.put('Emma')
      if (!(await subject.has('Emma'))) throw new Error('Emma is not there')
    },
  },
  {
    id: 'shelf/put/nothing-else',
    sentence: 'what was not put is not there',
    async run({ shelf: subject }) {
      if (await subject.has('Ulysses')) throw new Error('Ulysses is there')
    },
  },
  {
    id: 'shelf/lend/gives',
    sentence: 'a book can be lent',
    needs: { lending: true },
    async run({ shelf: subject }) {
      if ((await subject.lend('Emma')) !== 'Emma') throw new Error('another book was lent')
    },
    attempt: ({ shelf: subject }) => subject.lend('Emma'),
  },
]

export interface ShelfSuite extends Suite<Shelf, ShelfContext> {
  readonly disposed: Shelf[]
}

/** The contract of shelves, with other cases where they are given, and a record of what was disposed of. */
export function shelfSuite(ownCases: readonly ShelfCase[] = cases): ShelfSuite {
  const disposed: Shelf[] = []
  return {
    service: 'shelf',
    cases: ownCases,
    prepare: (subject) => ({ shelf: subject, capabilities: subject.capabilities }),
    async dispose(subject) {
      disposed.push(subject)
      subject.titles.clear()
    },
    disposed,
  }
}

/** A case of nothing but this. */
export function caseOf(name: string, run: () => Promise<void>, timeoutMs?: number): ShelfCase {
  const id = `shelf/own/${name}` as const
  return { id, sentence: `it does ${name}`, run, ...(timeoutMs === undefined ? {} : { timeoutMs }) }
}

export const never = (): Promise<never> => new Promise(() => undefined)
