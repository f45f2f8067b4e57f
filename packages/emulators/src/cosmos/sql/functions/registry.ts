import { SqlError } from '../engine.ts'
import type { Call } from '../tree.ts'
import { arrayFunctions } from './array.ts'
import { dateFunctions } from './date.ts'
import { fixed, type FunctionDefinition, type Functions } from './definition.ts'
import { mathFunctions } from './math.ts'
import { stringFunctions } from './string.ts'
import { typeFunctions } from './type.ts'

/** The functions by their name in capitals. */
export const functions: Functions = {
  ...arrayFunctions,
  ...dateFunctions,
  ...mathFunctions,
  ...stringFunctions,
  ...typeFunctions,
  IIF: fixed(3, (test, value, otherwise) => (test === true ? value : otherwise)),
}

/** Functions of the service that this engine does not have: refused by what they are, not as if there were none. */
const absent =
  /^(?:ST_\w+|VECTORDISTANCE|FULLTEXT\w+|RRF|MAKELIST|MAKESET|DATETIMEBIN|DOCUMENTID|CHOOSE|GETCURRENTUSER|HASH|ARRAY_AVG|ARRAY_MAX|ARRAY_MEDIAN|ARRAY_MIN|ARRAY_SUM|LASTSUBSTRING\w+|SUBSTRING_\w+|LASTINDEXOF)$/

/** The function that a call names, if it may be called so. */
export function functionOf({ name, args, location }: Call): FunctionDefinition {
  const key = name.toUpperCase()
  const found = Object.hasOwn(functions, key) ? functions[key] : undefined
  if (!found) {
    if (absent.test(key)) throw new SqlError('', `The function '${name}' is not supported by this emulator.`)
    throw new SqlError('SC2005', `'${name}' is not a recognized built-in function name.`, location)
  }
  if (args.length >= found.minimum && args.length <= found.maximum) return found
  throw new SqlError('SC2050', `The ${key} function requires ${arity(found)} argument(s).`, location)
}

function arity({ minimum, maximum }: FunctionDefinition): string {
  if (minimum === maximum) return String(minimum)
  return maximum === Infinity ? `at least ${minimum}` : `${minimum} to ${maximum}`
}
