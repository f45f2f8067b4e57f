import { isArray, isObject, type Value } from '../value.ts'
import { fixed, type FunctionDefinition, type Functions } from './definition.ts'

function test(holds: (value: Value) => boolean): FunctionDefinition {
  return fixed(1, (value) => holds(value))
}

function isNumber(value: Value): value is number {
  return typeof value === 'number'
}

function isPrimitive(value: Value): boolean {
  return value !== undefined && (value === null || typeof value !== 'object')
}

/** A whole number of 64 bits. */
function isInteger(value: Value): boolean {
  return Number.isInteger(value) && Math.abs(value as number) <= 2 ** 63
}

/** Of which type a value is: always true or false, also of what is undefined. */
export const typeFunctions: Functions = {
  IS_ARRAY: test(isArray),
  IS_BOOL: test((value) => typeof value === 'boolean'),
  IS_DEFINED: test((value) => value !== undefined),
  IS_FINITE_NUMBER: test(isNumber),
  IS_INTEGER: test(isInteger),
  IS_NULL: test((value) => value === null),
  IS_NUMBER: test(isNumber),
  IS_OBJECT: test(isObject),
  IS_PRIMITIVE: test(isPrimitive),
  IS_STRING: test((value) => typeof value === 'string'),
}
