import type { Json } from '../json.ts'
import { ServiceError } from '../service-error.ts'

type Fields = { [field: string]: Json }

/** The place that a path leads to: a field of an object or an index of an array, there or not. */
export type Target =
  | { readonly object: Fields; readonly name: string; readonly path: string }
  | { readonly array: Json[]; readonly index: number; readonly path: string }

/**
 * The names of a JSON pointer: `/a~1b/0`.
 *
 * @throws ServiceError 400
 */
export function parsePointer(pointer: Json | undefined): readonly string[] {
  if (typeof pointer !== 'string' || !pointer.startsWith('/') || pointer === '/') {
    throw new ServiceError(400, "For Patch: a path begins with '/' and names a field.")
  }
  const names = pointer.slice(1).split('/')
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** @throws ServiceError 400 when what the path goes through is not there */
export function childOf(document: Fields, names: readonly string[]): Target {
  const path = `/${names.join('/')}`
  const name = names.at(-1) ?? ''
  let parent: Json = document
  for (const step of names.slice(0, -1)) {
    const child: Json | undefined = Array.isArray(parent) ? parent[indexIn(parent, step, path)] : fieldOf(parent, step)
    if (child === undefined || child === null || typeof child !== 'object') throw absent(path)
    parent = child
  }
  if (Array.isArray(parent)) return { array: parent as Json[], index: indexIn(parent, name, path, true), path }
  return { object: parent as Fields, name, path }
}

/** Adds a field, or an element before the one of this index. */
export function addAt(target: Target, value: Json): void {
  if ('array' in target) target.array.splice(target.index, 0, value)
  else define(target.object, target.name, value)
}

/** Sets a field or an element; one behind the last is added. */
export function setAt(target: Target, value: Json): void {
  if ('array' in target) target.array[target.index] = value
  else define(target.object, target.name, value)
}

/** Sets a field or an element that is there. */
export function replaceAt(target: Target, value: Json): void {
  if (valueAt(target) === undefined) throw absent(target.path)
  setAt(target, value)
}

/** Takes out a field or an element that is there, and gives it back. */
export function removeAt(target: Target): Json {
  const value = valueAt(target)
  if (value === undefined) throw absent(target.path)
  if ('array' in target) target.array.splice(target.index, 1)
  else delete target.object[target.name]
  return value
}

/** Adds to a number; one that is not there is zero. */
export function incrementAt(target: Target, by: number): void {
  const value = valueAt(target) === undefined && 'object' in target ? 0 : valueAt(target)
  if (typeof value !== 'number') {
    throw new ServiceError(400, `For Patch: 'incr' at '${target.path}' finds no number.`)
  }
  if (!Number.isFinite(value + by)) throw new ServiceError(400, `For Patch: 'incr' at '${target.path}' overflows.`)
  setAt(target, value + by)
}

function valueAt(target: Target): Json | undefined {
  return 'array' in target ? target.array[target.index] : fieldOf(target.object, target.name)
}

function fieldOf(value: Json, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Fields)[name] : undefined
}

/** An assignment would change the prototype where the name is `__proto__`. */
function define(object: Fields, name: string, value: Json): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
}

function indexIn(array: readonly Json[], text: string, path: string, endIncluded = false): number {
  if (text === '-' && endIncluded) return array.length
  const index = /^(?:0|[1-9]\d{0,8})$/.test(text) ? Number(text) : Number.NaN
  if (index < array.length || (endIncluded && index === array.length)) return index
  throw new ServiceError(400, `For Patch: the path '${path}' has an index that is not in its array.`)
}

function absent(path: string): ServiceError {
  return new ServiceError(400, `For Patch: the path '${path}' does not exist.`)
}
