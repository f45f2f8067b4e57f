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
import { unsupported } from '../../support.ts'
import { jsonField, keyAt, type FieldExpression } from './field.ts'
import type { Parameters } from './parameters.ts'
import { isLong, kinds } from './sort-key.ts'

/** What a filter is translated with. */
export interface FilterContext {
  /** Where fields are looked up: the row of a document, or an object element of an array. */
  readonly field: (path: FieldPath) => FieldExpression
  readonly parameters: Parameters
  /** What makes sort keys. */
  readonly keyFunction: string
  /** The collation whose `lower` knows all letters; undefined where the server has none. */
  readonly folding: string | undefined
}

/** The kind behind one, which no key of that kind reaches. */
const behind = { number: kinds.string, string: kinds.other } as const
/** A filter as an SQL condition. A leaf may be NULL where it does not hold; negated ones are two-valued. */
export function filterSql(node: FilterNode, context: FilterContext): string {
  if (node.kind === 'and' || node.kind === 'or') {
    if (node.nodes.length === 0) return node.kind === 'and' ? 'TRUE' : 'FALSE'
    return `(${node.nodes.map((child) => filterSql(child, context)).join(` ${node.kind.toUpperCase()} `)})`
  }
  const condition = leafSql(node, context.field(node.path), context)
  return node.negated ? `((${condition}) IS NOT TRUE)` : `(${condition})`
}

function leafSql(leaf: FilterLeaf, field: FieldExpression, context: FilterContext): string {
  switch (leaf.kind) {
    case 'equals':
      return equalsSql(leaf, field, context)
    case 'in':
      return inSql(leaf, field, context)
    case 'compare':
      return compareSql(leaf, field, context)
    case 'exists':
      return field.isColumn ? 'TRUE' : `${field.json} IS NOT NULL`
    case 'affix':
      return affixSql(leaf, field, context)
    case 'contains':
      return containsSql(leaf, field, context)
    case 'type':
      return typeSql(leaf, field)
    case 'size':
      return `CASE ${field.type} WHEN 'array' THEN jsonb_array_length(${field.json}) = ${context.parameters.bind(leaf.size, 'bigint')} END`
    case 'element':
      return elementSql(leaf, field, context)
  }
}

function equalsSql({ value, ignoreCase }: EqualsLeaf, field: FieldExpression, context: FilterContext): string {
  const { parameters } = context
  if (ignoreCase) return `${folded(field.text, context)} = ${parameters.bind(foldCase(String(value)), 'text')}`
  const key = keyAt(field, value)
  if (key === undefined) return 'FALSE'
  const byKey = `${field.key} = ${parameters.bind(key, 'text')}`
  if (field.isColumn || !isLong(value)) return byKey
  return `${byKey} AND ${field.text} = ${parameters.bind(value, 'text')}`
}

function inSql({ values }: InLeaf, field: FieldExpression, { parameters }: FilterContext): string {
  const keysOf = (some: InLeaf['values']): string[] =>
    some.map((value) => keyAt(field, value)).filter((key) => key !== undefined)
  const long = field.isColumn ? [] : values.filter(isLong)
  const short = long.length === 0 ? values : values.filter((value) => !isLong(value))
  const conditions: string[] = []
  if (short.length > 0) conditions.push(`${field.key} = ANY(${parameters.bind(keysOf(short), 'text[]')})`)
  if (long.length > 0) {
    const keys = parameters.bind(keysOf(long), 'text[]')
    conditions.push(`(${field.key} = ANY(${keys}) AND ${field.text} = ANY(${parameters.bind(long, 'text[]')}))`)
  }
  return conditions.length === 0 ? 'FALSE' : conditions.join(' OR ')
}

function compareSql({ operator, value }: CompareLeaf, field: FieldExpression, { parameters }: FilterContext): string {
  const key = keyAt(field, value)
  if (key === undefined) return 'FALSE'
  const sign = comparisonSigns[operator]
  const upward = operator === '$gt' || operator === '$gte'
  if (field.isColumn) return `${field.key} ${sign} ${parameters.bind(key, 'text')}`
  const kind = typeof value === 'number' ? 'number' : 'string'
  const within = upward ? `${field.key} < '${behind[kind]}'` : `${field.key} >= '${kinds[kind]}'`
  if (!isLong(value)) return `${field.key} ${sign} ${parameters.bind(key, 'text')} AND ${within}`
  const byKey = `${field.key} ${upward ? '>=' : '<='} ${parameters.bind(key, 'text')}`
  return `${byKey} AND ${within} AND ${field.text} ${sign} ${parameters.bind(value, 'text')}`
}

/** Functions on texts count characters, not bytes; the range of keys around a prefix lets an index find it. */
function affixSql(leaf: AffixLeaf, field: FieldExpression, context: FilterContext): string {
  const { parameters } = context
  const wanted = leaf.ignoreCase ? foldCase(leaf.value) : leaf.value
  const text = leaf.ignoreCase ? folded(field.text, context) : field.text
  if (leaf.end === 'end') return `right(${text}, ${[...wanted].length}) = ${parameters.bind(wanted, 'text')}`
  if (leaf.ignoreCase) return `starts_with(${text}, ${parameters.bind(wanted, 'text')})`
  const key = keyAt(field, wanted) ?? ''
  const end = textBehindPrefix(key)
  const range = [`${field.key} >= ${parameters.bind(key, 'text')}`]
  if (end !== undefined) range.push(`${field.key} < ${parameters.bind(end, 'text')}`)
  const exact = end !== undefined && (field.isColumn || !isLong(wanted))
  if (!exact) range.push(`starts_with(${text}, ${parameters.bind(wanted, 'text')})`)
  return range.join(' AND ')
}

function containsSql(
  { value, ignoreCase, path }: ContainsLeaf,
  field: FieldExpression,
  context: FilterContext,
): string {
  const { parameters } = context
  const conditions: string[] = []
  if (typeof value === 'string') {
    const text = ignoreCase ? folded(field.text, context) : field.text
    conditions.push(`strpos(${text}, ${parameters.bind(ignoreCase ? foldCase(value) : value, 'text')}) > 0`)
  }
  if (path.length > 0) {
    // A list of one scalar is contained in a list that has it: scalars are looked for at the top level only.
    const list = parameters.bind(JSON.stringify([value]), 'jsonb')
    conditions.push(`(${field.type} = 'array' AND ${field.json} @> ${list})`)
  }
  return conditions.length === 0 ? 'FALSE' : conditions.join(' OR ')
}

function typeSql({ type }: TypeLeaf, { key, type: typeOf, isColumn }: FieldExpression): string {
  if (isColumn) return type === 'string' ? 'TRUE' : 'FALSE'
  switch (type) {
    case 'null':
      return `${key} = '${kinds.null}'`
    case 'boolean':
      return `${key} IN ('${kinds.false}', '${kinds.true}')`
    case 'number':
    case 'string':
      return `${key} >= '${kinds[type]}' AND ${key} < '${behind[type]}'`
    case 'array':
    case 'object':
      return `${typeOf} = '${type}'`
  }
}

function elementSql(leaf: ElementLeaf, { json, type }: FieldExpression, context: FilterContext): string {
  const field = (path: FieldPath): FieldExpression => jsonField('element.value', path, context.keyFunction)
  const condition = filterSql(leaf.where, { ...context, field })
  const seen = leaf.of === 'object' ? `jsonb_typeof(element.value) = 'object' AND ${condition}` : condition
  const list = `CASE ${type} WHEN 'array' THEN ${json} ELSE '[]'::jsonb END`
  return `EXISTS (SELECT 1 FROM jsonb_array_elements(${list}) AS element(value) WHERE ${seen})`
}

/** A capital sigma at the end of a word has a small letter of its own in ICU, and nowhere else. */
function folded(text: string, { folding }: FilterContext): string {
  if (folding === undefined) throw unsupported('$ci')
  return `lower(translate(${text}, 'Σ', 'σ') COLLATE ${folding})`
}
