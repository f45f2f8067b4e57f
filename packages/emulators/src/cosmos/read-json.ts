import type { Json, JsonObject } from './json.ts'
import { ServiceError } from './service-error.ts'

/** The service takes documents of 128 levels. A batch wraps three around them. */
const deepest = 131

/**
 * Reads JSON that a stranger has sent.
 *
 * @throws ServiceError 400 for what is none, or nests too deeply
 */
export function readJson(bytes: Buffer): Json {
  const text = bytes.toString('utf8')
  if (isDeeperThan(deepest, text)) throw new ServiceError(400, 'The input nests more than 128 levels deep.')
  try {
    return JSON.parse(text, exponent.test(text) ? requireFinite : undefined) as Json
  } catch {
    throw new ServiceError(400, 'The request payload is invalid. Ensure to provide a valid request payload.')
  }
}

/** What a number must have to be too large. */
const exponent = /\de\+?\d{3}/i

/** `1e999` would be read as infinite, and written as null. */
function requireFinite(_: string, value: unknown): unknown {
  if (value === Infinity || value === -Infinity) throw new RangeError('a number is too large')
  return value
}

/** @throws ServiceError 400 for what is no JSON object */
export function readJsonObject(bytes: Buffer): JsonObject {
  return requireObject(readJson(bytes))
}

/** @throws ServiceError 400 for what is no JSON object */
export function requireObject(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new ServiceError(400, 'The request payload is invalid: a JSON object is expected.')
}

const quote = 0x22
const backslash = 0x5c

/** Looks before parsing: what nests a million levels deep must not be built. */
function isDeeperThan(limit: number, text: string): boolean {
  let depth = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === quote) {
      for (i += 1; i < text.length && text.charCodeAt(i) !== quote; i += 1) {
        if (text.charCodeAt(i) === backslash) i += 1
      }
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1
      if (depth > limit) return true
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1
    }
  }
  return false
}
