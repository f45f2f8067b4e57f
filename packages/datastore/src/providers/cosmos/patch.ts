/** @ts-ignore: a project without the SDK does not use this provider */
import type { PatchOperation } from '@azure/cosmos'
import type { DriverUpdate } from '../../driver.ts'
import type { PatchChange } from '../../patch/parse.ts'
import { fieldSql } from './sql.ts'

/** A patch of the engine's own, which applies only where the condition holds. */
export interface NativePatch {
  readonly operations: PatchOperation[]
  readonly condition?: string
}

const maxOperations = 10
/** So short that a document within the portable limit stays within the engine's own. */
const longestValue = 256
/** Sums within these bounds are whole where the operands are, and stay within the range of numbers. */
const bound = 2 ** 52

/**
 * The update as a patch of the engine's, where it does exactly what the contract says: whole top-level fields that are
 * set, and whole numbers that are added to a number that is there. For all else undefined.
 */
export function nativePatch({ patch, ttlSeconds }: DriverUpdate): NativePatch | undefined {
  // An existing document is all that this is for: there nothing is set on insertion.
  const changes = patch.filter(({ operator }) => operator !== '$setOnInsert')
  if (ttlSeconds !== undefined || changes.length === 0 || changes.length > maxOperations) return undefined
  if (!changes.every(isNative)) return undefined
  const conditions = changes.flatMap(({ operator, path }) => {
    if (operator !== '$inc') return []
    const field = fieldSql(path)
    return [`IS_NUMBER(${field})`, `${field} >= -${bound}`, `${field} <= ${bound}`]
  })
  return {
    operations: changes.map(operationOf),
    ...(conditions.length > 0 && { condition: `FROM c WHERE ${conditions.join(' AND ')}` }),
  }
}

function isNative({ operator, path, value }: PatchChange): boolean {
  // Other names could mean something to a path of the engine's: '-' is the end of an array.
  if (!path.every((segment) => /^\w+$/.test(segment))) return false
  if (operator === '$inc') return Number.isInteger(value) && Math.abs(value) < bound
  return operator === '$set' && path.length === 1 && JSON.stringify(value).length <= longestValue
}

function operationOf({ operator, path, value }: PatchChange): PatchOperation {
  const pointer = `/${path.join('/')}`
  return operator === '$inc' ? { op: 'incr', path: pointer, value } : { op: 'set', path: pointer, value }
}
