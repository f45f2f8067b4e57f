import type { FieldPath } from '../../document/path.ts'

/**
 * The value at a path, as SQL. `rank` is never NULL and `value` is NULL only where `rank` is 0 or 5: a comparison of
 * both is two-valued, and NOT is its complement. Declared indexes are over exactly these two expressions.
 */
export interface FieldExpression {
  /** 0 null or missing, 1 false, 2 true, 3 number, 4 string, 5 array or object. */
  readonly rank: string
  /** The number or the string. */
  readonly value: string
  /** The JSON type; NULL when the field is missing. */
  readonly type: string
  /** The arguments of `json_each` and `json_array_length`. */
  readonly json: string
}

/** A column that always is a string: the id, and the partition key. */
export function columnField(column: 'id' | 'pk'): FieldExpression {
  return { rank: '4', value: column, type: "'text'", json: `json_quote(${column})` }
}

/** The value at a path of a JSON text. */
export function pathField(json: string, path: FieldPath): FieldExpression {
  const type = `json_type(${json}, ${pathLiteral(path)})`
  const value = `CASE ${type} WHEN 'array' THEN NULL WHEN 'object' THEN NULL ELSE ${json} ->> ${pathLiteral(path)} END`
  return { rank: rankOf(type), value, type, json: `${json}, ${pathLiteral(path)}` }
}

/** A row of `json_each`: an array's element itself. */
export function elementField(alias: string): FieldExpression {
  return { rank: rankOf(`${alias}.type`), value: `${alias}.atom`, type: `${alias}.type`, json: `${alias}.value` }
}

function rankOf(type: string): string {
  return `CASE ${type} WHEN 'text' THEN 4 WHEN 'integer' THEN 3 WHEN 'real' THEN 3 WHEN 'true' THEN 2 WHEN 'false' THEN 1 WHEN 'array' THEN 5 WHEN 'object' THEN 5 ELSE 0 END`
}

/**
 * A JSON path as an SQL literal; a literal and no parameter, because indexes are matched by their text. Segments hold
 * no quote and no control character, so escaping them as JSON touches the backslash alone.
 */
function pathLiteral(path: FieldPath): string {
  return sqlText(`$${path.map((segment) => `.${JSON.stringify(segment)}`).join('')}`)
}

/** A text as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name as an SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
