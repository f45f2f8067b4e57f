import { CloudError } from '@bytelyst/core'

/**
 * The error for a part of the call that is not what it must be. Names the part and what was expected; repeats at most
 * the type of what was given, never its value.
 */
export function invalid(where: string, expected: string, given?: unknown): CloudError {
  const got = arguments.length < 3 ? '' : `, got ${typeName(given)}`
  return new CloudError({ code: 'invalid_argument', message: `${where}: expected ${expected}${got}` })
}

/** Of these the name helps; any other may be text of the caller's own. */
const knownClasses: ReadonlySet<string> = new Set(['Date', 'Map', 'Promise', 'RegExp', 'Set', 'Uint8Array'])

function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return `a ${typeof value}`
  const name = Object.prototype.toString.call(value).slice(8, -1)
  return knownClasses.has(name) ? name : 'an object'
}
