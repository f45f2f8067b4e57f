import type { FieldPath } from '../../document/path.ts'
import type { SortValue } from '../../driver.ts'
import { sortKeyOf } from './sort-key.ts'
import { sqlText } from './text.ts'

/** The value at a path, as SQL. Declared indexes are over exactly `key`. */
export interface FieldExpression {
  /** The sort key: never NULL, in the collation "C". A column's is the string itself. */
  readonly key: string
  /** The string, in the collation "C"; NULL where there is none. */
  readonly text: string
  /** The JSON value, and its type; NULL when the field is missing. A column has neither. */
  readonly json: string
  readonly type: string
  /** Whether it is a column that always holds a string: the id, and the partition key. */
  readonly isColumn: boolean
}

export function columnField(column: 'id' | 'pk'): FieldExpression {
  return { key: column, text: column, json: 'NULL::jsonb', type: 'NULL::text', isColumn: true }
}

/**
 * The value at a path of a JSON value. `->` with a text walks objects only.
 *
 * @param keyFunction - what makes sort keys; see `tables.ts`
 */
export function jsonField(json: string, path: FieldPath, keyFunction: string): FieldExpression {
  const steps = path.map(sqlText)
  const value = [json, ...steps].join(' -> ')
  const plain =
    steps.length === 0 ? `${json} #>> '{}'` : `${[json, ...steps.slice(0, -1)].join(' -> ')} ->> ${steps.at(-1)}`
  const type = `jsonb_typeof(${value})`
  return {
    key: `(${keyFunction}(${value}) COLLATE "C")`,
    text: `(CASE ${type} WHEN 'string' THEN ${plain} END COLLATE "C")`,
    json: `(${value})`,
    type,
    isColumn: false,
  }
}

/** The key that a value has at this field; undefined for a value that is never there. */
export function keyAt({ isColumn }: FieldExpression, value: SortValue): string | undefined {
  if (!isColumn) return sortKeyOf(value)
  return typeof value === 'string' ? value : undefined
}
