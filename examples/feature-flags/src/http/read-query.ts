import { scalar, type Scalar } from '@bytelyst/datastore'
import { HttpError } from './http-error.ts'

/** Reads one parameter. Undefined: it is not what was expected. */
export interface Parameter<V> {
  readonly expected: string
  readonly read: (value: Scalar) => V | undefined
}

type Parameters = Readonly<Record<string, Parameter<unknown>>>
type Values<P extends Parameters> = { [K in keyof P]: P[K] extends Parameter<infer V> ? V | undefined : never }

/**
 * The parameters of a query string, read by name. Each passes `scalar`, so that a list or an object can never become
 * an operator of a filter: `?email[$ne]=` is refused, and so is every other name that is not expected.
 *
 * @throws HttpError 400
 */
export function readQuery<P extends Parameters>(query: unknown, parameters: P): Values<P> {
  const given = query as Readonly<Record<string, unknown>>
  const names = Object.keys(parameters)
  if (Object.keys(given).some((name) => !names.includes(name))) {
    throw new HttpError(400, 'invalid_argument', `expected no other parameters than ${names.join(', ')}`)
  }
  const values = Object.entries(parameters).map(([name, { expected, read }]) => {
    if (given[name] === undefined) return [name, undefined]
    const value = read(scalar(given[name]))
    if (value === undefined) throw new HttpError(400, 'invalid_argument', `${name}: expected ${expected}`)
    return [name, value]
  })
  return Object.fromEntries(values) as Values<P>
}

export const text: Parameter<string> = {
  expected: 'a text',
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
}

export const decimal: Parameter<number> = {
  expected: 'a number',
  read: (value) => (/^-?\d{1,12}(\.\d{1,6})?$/.test(String(value)) ? Number(value) : undefined),
}

export const yesOrNo: Parameter<boolean> = {
  expected: 'true or false',
  read: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
}

export function wholeNumber(least: number, most: number): Parameter<number> {
  return {
    expected: `a whole number from ${least} to ${most}`,
    read(value) {
      const number = /^\d{1,12}$/.test(String(value)) ? Number(value) : -1
      return number >= least && number <= most ? number : undefined
    },
  }
}

/** A text of one form, for instance a day. */
export function matching(pattern: RegExp, expected: string): Parameter<string> {
  return { expected, read: (value) => (typeof value === 'string' && pattern.test(value) ? value : undefined) }
}

export function oneOf<const V extends string>(values: readonly V[]): Parameter<V> {
  return { expected: `one of ${values.join(', ')}`, read: (value) => values.find((known) => known === value) }
}

/** What every list takes: how much of it, and from where. */
export const paging = { limit: wholeNumber(1, 100), cursor: text } as const
