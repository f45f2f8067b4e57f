import type { Variable } from './provider-definition.ts'

type Description<Value> = Omit<Variable<Value>, 'parse'>

/** A variable of any text. */
export function text(description: Description<string>): Variable<string> {
  return { ...description, parse: (value) => ({ value }) }
}

/** A variable that is a whole number of at least `minimum`, by default 0. */
export function integer(description: Description<number> & { readonly minimum?: number }): Variable<number> {
  const { minimum = 0, ...rest } = description
  return {
    ...rest,
    parse(value) {
      const number = Number(value)
      return /^-?\d+$/.test(value) && Number.isSafeInteger(number) && number >= minimum
        ? { value: number }
        : { expected: `a whole number of at least ${minimum}` }
    },
  }
}

/**
 * A variable that is one of these words.
 *
 * @example
 * ```ts
 * import { integer, oneOf } from '@bytelyst/core'
 *
 * export const variables = {
 *   SHELF_ORDER: oneOf(['title', 'author'], { description: 'how books are ordered', default: 'title' }),
 *   SHELF_BOOKS: integer({ description: 'how many books it holds', minimum: 1, optional: true }),
 * }
 * ```
 */
export function oneOf<Word extends string>(
  words: readonly Word[],
  description: Description<NoInfer<Word>>,
): Variable<Word> {
  return {
    ...description,
    parse(value) {
      const word = words.find((candidate) => candidate === value)
      return word === undefined ? { expected: `one of ${words.join(', ')}` } : { value: word }
    },
  }
}
