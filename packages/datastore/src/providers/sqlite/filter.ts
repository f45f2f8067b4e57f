import { comparisonSigns } from '../../filter/comparison-signs.ts'
import type { FieldPath } from '../../document/path.ts'
import { foldCase, textBehindPrefix } from '../../filter/text.ts'
import type {
  AffixLeaf,
  CompareLeaf,
  ContainsLeaf,
  ElementLeaf,
  EqualsLeaf,
  FilterLeaf,
  FilterNode,
  InLeaf,
  TypeLeaf,
} from '../../filter/tree.ts'
import { elementField, pathField, type FieldExpression } from './field.ts'

/** Values bound to the parameters of a statement, in their order. */
export type Parameters = (string | number | null)[]

/** Where fields are looked up: the row of a document, or an object element of an array. */
export type FieldLookup = (path: FieldPath) => FieldExpression

/** The SQL function behind `$ci`, defined on every connection. */
export const foldFunction = 'bytelyst_fold'

/** A filter as an SQL condition that is never NULL. Values are bound, paths are literals. */
export function filterSql(node: FilterNode, field: FieldLookup, parameters: Parameters): string {
  if (node.kind === 'and' || node.kind === 'or') {
    if (node.nodes.length === 0) return node.kind === 'and' ? 'TRUE' : 'FALSE'
    return `(${node.nodes.map((child) => filterSql(child, field, parameters)).join(` ${node.kind.toUpperCase()} `)})`
  }
  const condition = leafSql(node, field(node.path), parameters)
  return node.negated ? `NOT (${condition})` : `(${condition})`
}

function leafSql(leaf: FilterLeaf, field: FieldExpression, parameters: Parameters): string {
  switch (leaf.kind) {
    case 'equals':
      return equalsSql(leaf, field, parameters)
    case 'in':
      return inSql(leaf, field, parameters)
    case 'compare':
      return compareSql(leaf, field, parameters)
    case 'exists':
      return `${field.type} IS NOT NULL`
    case 'affix':
      return affixSql(leaf, field, parameters)
    case 'contains':
      return containsSql(leaf, field, parameters)
    case 'type':
      return typeSql(leaf, field)
    case 'size':
      parameters.push(leaf.size)
      return `${field.type} IS 'array' AND json_array_length(${field.json}) = ?`
    case 'element':
      return elementSql(leaf, field, parameters)
  }
}

function equalsSql(
  { value, ignoreCase }: EqualsLeaf,
  { rank, value: sql }: FieldExpression,
  parameters: Parameters,
): string {
  if (value === null) return `${rank} = 0`
  if (typeof value === 'boolean') return `${rank} = ${value ? 2 : 1}`
  parameters.push(ignoreCase ? foldCase(String(value)) : value)
  if (ignoreCase) return `${rank} = 4 AND ${foldFunction}(${sql}) = ?`
  return `${rank} = ${typeof value === 'number' ? 3 : 4} AND ${sql} = ?`
}

/** One array parameter a type, however many values there are. */
function inSql({ values }: InLeaf, { rank, value: sql }: FieldExpression, parameters: Parameters): string {
  const conditions: string[] = []
  const constants = values.filter((value) => value === null || typeof value === 'boolean')
  if (constants.length > 0) {
    conditions.push(`${rank} IN (${constants.map((value) => (value === null ? 0 : value ? 2 : 1)).join(', ')})`)
  }
  for (const [type, number] of [
    ['number', 3],
    ['string', 4],
  ] as const) {
    const ofType = values.filter((value) => typeof value === type)
    if (ofType.length === 0) continue
    parameters.push(JSON.stringify(ofType))
    conditions.push(`${rank} = ${number} AND ${sql} IN (SELECT value FROM json_each(?))`)
  }
  return conditions.length === 0 ? 'FALSE' : conditions.map((condition) => `(${condition})`).join(' OR ')
}

function compareSql(
  { operator, value }: CompareLeaf,
  { rank, value: sql }: FieldExpression,
  parameters: Parameters,
): string {
  parameters.push(value)
  return `${rank} = ${typeof value === 'number' ? 3 : 4} AND ${sql} ${comparisonSigns[operator]} ?`
}

/** `substr` counts characters, not bytes; the bounds around a prefix let an index find it. */
function affixSql(leaf: AffixLeaf, { rank, value: sql }: FieldExpression, parameters: Parameters): string {
  const wanted = leaf.ignoreCase ? foldCase(leaf.value) : leaf.value
  const length = [...wanted].length
  const text = leaf.ignoreCase ? `${foldFunction}(${sql})` : sql
  if (leaf.end === 'end') {
    parameters.push(wanted)
    return `${rank} = 4 AND substr(${text}, -${length}) = ?`
  }
  if (leaf.ignoreCase) {
    parameters.push(wanted)
    return `${rank} = 4 AND substr(${text}, 1, ${length}) = ?`
  }
  const behind = textBehindPrefix(wanted)
  if (behind === undefined) {
    parameters.push(wanted, wanted)
    return `${rank} = 4 AND ${sql} >= ? AND substr(${sql}, 1, ${length}) = ?`
  }
  parameters.push(wanted, behind)
  return `${rank} = 4 AND ${sql} >= ? AND ${sql} < ?`
}

function containsSql(leaf: ContainsLeaf, field: FieldExpression, parameters: Parameters): string {
  const { value: wanted, ignoreCase, path } = leaf
  const conditions: string[] = []
  if (typeof wanted === 'string') {
    const text = ignoreCase ? `${foldFunction}(${field.value})` : field.value
    parameters.push(ignoreCase ? foldCase(wanted) : wanted)
    conditions.push(`(${field.rank} = 4 AND instr(${text}, ?) > 0)`)
  }
  if (path.length > 0) {
    const element = elementField('member')
    const equals: EqualsLeaf = { kind: 'equals', path: [], value: wanted, ignoreCase: false, negated: false }
    const condition = equalsSql(equals, element, parameters)
    conditions.push(
      `(${field.type} IS 'array' AND EXISTS (SELECT 1 FROM json_each(${field.json}) AS member WHERE ${condition}))`,
    )
  }
  return conditions.join(' OR ')
}

function typeSql({ type }: TypeLeaf, field: FieldExpression): string {
  switch (type) {
    case 'null':
      return `${field.rank} = 0`
    case 'boolean':
      return `${field.rank} IN (1, 2)`
    case 'number':
      return `${field.rank} = 3`
    case 'string':
      return `${field.rank} = 4`
    case 'array':
    case 'object':
      return `${field.type} IS '${type}'`
  }
}

function elementSql(leaf: ElementLeaf, field: FieldExpression, parameters: Parameters): string {
  const lookup: FieldLookup = (path) => (path.length === 0 ? elementField('element') : pathField('element.value', path))
  const condition = filterSql(leaf.where, lookup, parameters)
  const guard = leaf.of === 'object' ? `CASE element.type WHEN 'object' THEN ${condition} ELSE FALSE END` : condition
  return `${field.type} IS 'array' AND EXISTS (SELECT 1 FROM json_each(${field.json}) AS element WHERE ${guard})`
}
