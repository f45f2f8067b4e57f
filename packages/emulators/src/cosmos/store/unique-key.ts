import type { Json, JsonObject } from '../json.ts'
import { field, splitPath } from './partition-key.ts'

/** Paths whose values together no two documents of a logical partition share. */
export interface UniqueKey {
  readonly paths: readonly string[]
}

/** The values that a document has for each unique key, as texts. What is not there counts as null: two of those clash. */
export function uniqueValues(document: JsonObject, uniqueKeys: readonly UniqueKey[]): readonly string[] {
  return uniqueKeys.map(({ paths }) => JSON.stringify(paths.map((path) => valueAt(document, path))))
}

function valueAt(document: JsonObject, path: string): Json {
  let value: Json | undefined = document
  for (const name of splitPath(path)) value = field(value, name)
  return value ?? null
}
