import type { Json } from '../../json.ts'
import { checkLength } from '../size.ts'
import { isArray, type Value } from '../value.ts'
import { matches } from './regular-expression.ts'
import { between, fixed, ofStrings, type FunctionDefinition, type Functions } from './definition.ts'

/** A test of two strings, whose third argument says to take no notice of case. */
function search(holds: (text: string, part: string) => boolean): FunctionDefinition {
  return between(2, 3, (text, part, ignoreCase = false) => {
    if (typeof text !== 'string' || typeof part !== 'string' || typeof ignoreCase !== 'boolean') return undefined
    return ignoreCase ? holds(text.toLowerCase(), part.toLowerCase()) : holds(text, part)
  })
}

function whole(value: Value): number | undefined {
  return Number.isInteger(value) ? (value as number) : undefined
}

/** A longer text than this is refused by what makes it: an expression alone could otherwise fill the memory. */
const longest = 10_000

function replicate(text: Value, times: Value): Value {
  if (typeof text !== 'string' || typeof times !== 'number' || times < 0) return undefined
  return text.length * Math.trunc(times) <= longest ? text.repeat(times) : undefined
}

function substring(text: Value, start: Value, length: Value): Value {
  const [from, size] = [whole(start), whole(length)]
  if (typeof text !== 'string' || from === undefined || size === undefined) return undefined
  return size <= 0 || from < 0 ? '' : text.slice(from, from + size)
}

function indexOf(text: Value, part: Value, start: Value = 0): Value {
  const from = whole(start)
  if (typeof text !== 'string' || typeof part !== 'string' || from === undefined) return undefined
  return text.indexOf(part, from)
}

function trim(left: boolean, right: boolean): FunctionDefinition {
  return between(1, 2, (text, characters = ' \t\r\n\v\f') => {
    if (typeof text !== 'string' || typeof characters !== 'string') return undefined
    let [start, end] = [0, text.length]
    if (left) while (start < end && characters.includes(text[start] as string)) start++
    if (right) while (end > start && characters.includes(text[end - 1] as string)) end--
    return text.slice(start, end)
  })
}

function concat(args: readonly Value[]): Value {
  if (!args.every((value) => typeof value === 'string')) return undefined
  checkLength(args.reduce((sum, text) => sum + text.length, 0))
  return args.join('')
}

function replace(text: string, part: string, other: string): Value {
  if (part === '') return undefined
  const pieces = text.split(part)
  checkLength(text.length + (pieces.length - 1) * other.length)
  return pieces.join(other)
}

/** The modifiers of the service: m, s, i and x. */
function regexMatch(text: Value, pattern: Value, modifiers: Value = ''): Value {
  if (typeof text !== 'string' || typeof pattern !== 'string' || typeof modifiers !== 'string') return undefined
  if (!/^[msix]*$/.test(modifiers)) return undefined
  const spaced = modifiers.includes('x')
  const flags = [...new Set(modifiers.replaceAll('x', ''))].join('')
  return matches(spaced ? pattern.replaceAll(/\\[^]|\s+|#[^\n]*/g, escapedOnly) : pattern, flags, text)
}

function escapedOnly(part: string): string {
  return part.startsWith('\\') ? part : ''
}

function toText(value: Value): Value {
  if (value === undefined) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Reads a JSON text; undefined if it is none, or of another type. */
function parsed(holds: (value: Json) => boolean): FunctionDefinition {
  return ofStrings(1, (text) => {
    try {
      const value = JSON.parse(text) as Json
      return holds(value) ? value : undefined
    } catch (error) {
      if (error instanceof SyntaxError) return undefined
      throw error
    }
  })
}

function join(items: Value, separator: Value): Value {
  if (!isArray(items) || typeof separator !== 'string') return undefined
  if (!items.every((item) => typeof item === 'string')) return undefined
  checkLength(items.reduce((sum, text) => sum + text.length + separator.length, 0))
  return items.join(separator)
}

export const stringFunctions: Functions = {
  CONCAT: { minimum: 2, maximum: Infinity, call: concat },
  CONTAINS: search((text, part) => text.includes(part)),
  ENDSWITH: search((text, part) => text.endsWith(part)),
  INDEX_OF: between(2, 3, indexOf),
  LEFT: fixed(2, (text, length) => substring(text, 0, length)),
  LENGTH: ofStrings(1, (text) => text.length),
  LOWER: ofStrings(1, (text) => text.toLowerCase()),
  LTRIM: trim(true, false),
  REGEXMATCH: between(2, 3, regexMatch),
  REPLACE: ofStrings(3, replace),
  REPLICATE: fixed(2, replicate),
  REVERSE: ofStrings(1, (text) => [...text].toReversed().join('')),
  RIGHT: fixed(2, (text, length) => {
    const size = whole(length)
    if (typeof text !== 'string' || size === undefined) return undefined
    return size <= 0 ? '' : text.slice(Math.max(text.length - size, 0))
  }),
  RTRIM: trim(false, true),
  STARTSWITH: search((text, part) => text.startsWith(part)),
  STRINGEQUALS: search((text, other) => text === other),
  STRINGJOIN: fixed(2, join),
  STRINGSPLIT: ofStrings(2, (text, separator) => text.split(separator)),
  STRINGTOARRAY: parsed((value) => isArray(value)),
  STRINGTOBOOLEAN: ofStrings(1, (text) => ({ true: true, false: false })[text.trim()]),
  STRINGTONULL: ofStrings(1, (text) => (text.trim() === 'null' ? null : undefined)),
  STRINGTONUMBER: parsed((value) => typeof value === 'number'),
  STRINGTOOBJECT: parsed((value) => typeof value === 'object' && value !== null && !isArray(value)),
  SUBSTRING: fixed(3, substring),
  TOSTRING: fixed(1, toText),
  TRIM: trim(true, true),
  UPPER: ofStrings(1, (text) => text.toUpperCase()),
}
