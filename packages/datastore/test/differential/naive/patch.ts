import { fit, isStorableNumber } from './check.ts'
import { isObject, lookUp, type Fields } from './order.ts'
import { stored } from './store-form.ts'

type Patch = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

/** A patched copy. The patch has been checked; what does not fit the document is `precondition_failed`. */
export function patched(document: Fields, patch: Patch, isNew: boolean): Fields {
  const copy = structuredClone(document)
  for (const [operator, fields] of Object.entries(patch)) {
    if (operator === '$setOnInsert' && !isNew) continue
    for (const [path, operand] of Object.entries(fields ?? {})) apply(copy, operator, path, stored(operand))
  }
  return copy
}

function apply(document: Fields, operator: string, path: string, operand: unknown): void {
  const current = lookUp(document, path) ?? null
  if (operator === '$unset') {
    remove(document, path)
    return
  }
  checkParents(document, path)
  switch (operator) {
    case '$inc':
      fit(current === null || typeof current === 'number', '$inc of a number')
      put(document, path, storable(current === null ? operand : (current as number) + (operand as number)))
      return
    case '$min':
    case '$max':
      fit(current === null || typeof current === 'number', `${operator} of a number`)
      put(document, path, current === null ? operand : extreme(operator, current as number, operand as number))
      return
    case '$push':
      fit(current === null || Array.isArray(current), '$push to an array')
      put(document, path, [...((current ?? []) as unknown[]), operand])
      return
    case '$addToSet':
      fit(current === null || Array.isArray(current), '$addToSet to an array')
      if (!((current ?? []) as unknown[]).some((element) => element === operand)) {
        put(document, path, [...((current ?? []) as unknown[]), operand])
      }
      return
    case '$pull':
      fit(current === null || Array.isArray(current), '$pull from an array')
      if (current !== null) {
        put(
          document,
          path,
          (current as unknown[]).filter((element) => element !== operand),
        )
      }
      return
    default:
      put(document, path, operand)
  }
}

function extreme(operator: string, one: number, other: number): number {
  return operator === '$min' ? (other < one ? other : one) : other > one ? other : one
}

function storable(value: unknown): unknown {
  fit(typeof value === 'number' && isStorableNumber(value), 'a result within the number range')
  return value === 0 ? 0 : value
}

/** "A parent that is neither object, null nor missing: `precondition_failed`." */
function checkParents(document: Fields, path: string): void {
  const segments = path.split('.')
  for (let i = 1; i < segments.length; i += 1) {
    const parent = lookUp(document, segments.slice(0, i).join('.'))
    fit(parent === undefined || parent === null || isObject(parent), 'a parent that is an object')
  }
}

/** "Missing and null parents and fields are created." */
function put(document: Fields, path: string, value: unknown): void {
  const segments = path.split('.')
  let parent = document
  for (const segment of segments.slice(0, -1)) {
    const own = Object.hasOwn(parent, segment) ? parent[segment] : undefined
    if (!isObject(own)) parent[segment] = {}
    parent = parent[segment] as Fields
  }
  parent[segments.at(-1) ?? ''] = value
}

function remove(document: Fields, path: string): void {
  const segments = path.split('.')
  const parent = segments.length === 1 ? document : lookUp(document, segments.slice(0, -1).join('.'))
  if (isObject(parent)) delete parent[segments.at(-1) ?? '']
}
