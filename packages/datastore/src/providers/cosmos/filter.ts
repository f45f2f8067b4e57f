import { comparisonSigns } from '../../filter/comparison-signs.ts'
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
import { foldCase } from '../../filter/text.ts'
import { join, not, test, type Condition } from './condition.ts'
import { fieldSql, type Parameters } from './sql.ts'

/**
 * A filter as a condition. The engine's logic has three values: a comparison with what is missing or of another type is
 * undefined. That is as good as false, as long as nothing negates it; so only functions that are always true or false
 * are negated, and a negated leaf says first of which values it is true anyway.
 *
 * @param from - what paths begin at: the document, or an element of an array
 */
export function filterCondition(node: FilterNode, parameters: Parameters, from = 'c'): Condition {
  if (node.kind === 'and' || node.kind === 'or') {
    return join(
      node.kind,
      node.nodes.map((child) => filterCondition(child, parameters, from)),
    )
  }
  return leafCondition(node, fieldSql(node.path, from), parameters)
}

function leafCondition(leaf: FilterLeaf, field: string, parameters: Parameters): Condition {
  switch (leaf.kind) {
    case 'equals':
      return equals(leaf, field, parameters)
    case 'in':
      return isIn(leaf, field, parameters)
    case 'compare':
      return compare(leaf, field, parameters)
    case 'exists':
      return leaf.negated ? not(test(`IS_DEFINED(${field})`)) : test(`IS_DEFINED(${field})`)
    case 'affix':
      return affix(leaf, field, parameters)
    case 'contains':
      return contains(leaf, field, parameters)
    case 'type':
      return ofType(leaf, field)
    case 'size':
      return guarded(
        'IS_ARRAY',
        field,
        test(`ARRAY_LENGTH(${field}) ${leaf.negated ? '!=' : '='} ${parameters.bind(leaf.size)}`),
        leaf.negated,
      )
    case 'element':
      return withElement(leaf, field, parameters)
  }
}

/** A test that is undefined for values of other types, of which its opposite is then true. */
function guarded(type: string, field: string, condition: Condition, negated: boolean): Condition {
  return negated ? join('or', [not(test(`${type}(${field})`)), condition]) : condition
}

function isNull(field: string, negated: boolean): Condition {
  const [defined, empty] = [test(`IS_DEFINED(${field})`), test(`IS_NULL(${field})`)]
  return negated ? join('and', [defined, not(empty)]) : join('or', [not(defined), empty])
}

function equals({ value, ignoreCase, negated }: EqualsLeaf, field: string, parameters: Parameters): Condition {
  if (value === null) return isNull(field, negated)
  const operator = negated ? '!=' : '='
  if (ignoreCase) {
    const folded = parameters.bind(foldCase(String(value)))
    return guarded('IS_STRING', field, test(`LOWER(${field}) ${operator} ${folded}`), negated)
  }
  const type = { string: 'IS_STRING', number: 'IS_NUMBER', boolean: 'IS_BOOL' }[typeof value as 'string']
  return guarded(type, field, test(`${field} ${operator} ${parameters.bind(value)}`), negated)
}

/** One parameter, however many values there are. */
function isIn({ values, negated }: InLeaf, field: string, parameters: Parameters): Condition {
  const scalars = values.filter((value) => value !== null)
  const listed = test(scalars.length === 0 ? 'false' : `ARRAY_CONTAINS(${parameters.bind(scalars)}, ${field})`)
  const hasNull = scalars.length < values.length
  if (!negated) return hasNull ? join('or', [isNull(field, false), listed]) : listed
  if (hasNull) return join('and', [isNull(field, true), not(listed)])
  return guarded('IS_DEFINED', field, not(listed), true)
}

const opposites = { $gt: '<=', $gte: '<', $lt: '>=', $lte: '>' } as const

function compare({ operator, value, negated }: CompareLeaf, field: string, parameters: Parameters): Condition {
  const sign = (negated ? opposites : comparisonSigns)[operator]
  const type = typeof value === 'number' ? 'IS_NUMBER' : 'IS_STRING'
  return guarded(type, field, test(`${field} ${sign} ${parameters.bind(value)}`), negated)
}

function affix({ end, value, ignoreCase, negated }: AffixLeaf, field: string, parameters: Parameters): Condition {
  return text(end === 'start' ? 'STARTSWITH' : 'ENDSWITH', field, value, { ignoreCase, negated, parameters })
}

/** A function of two strings, which is undefined where the field is none. */
function text(
  name: string,
  field: string,
  value: string,
  { ignoreCase, negated, parameters }: { ignoreCase: boolean; negated: boolean; parameters: Parameters },
): Condition {
  const call = test(`${name}(${field}, ${parameters.bind(value)}${ignoreCase ? ', true' : ''})`)
  return guarded('IS_STRING', field, negated ? not(call) : call, negated)
}

function contains(leaf: ContainsLeaf, field: string, parameters: Parameters): Condition {
  const { value, ignoreCase, negated, path } = leaf
  const conditions: Condition[] = []
  if (typeof value === 'string') conditions.push(text('CONTAINS', field, value, { ignoreCase, negated, parameters }))
  if (path.length > 0) conditions.push(hasElement(field, value, negated, parameters))
  return join(negated ? 'and' : 'or', conditions)
}

function hasElement(
  field: string,
  value: string | number | boolean,
  negated: boolean,
  parameters: Parameters,
): Condition {
  const call = test(`ARRAY_CONTAINS(${field}, ${parameters.bind(value)})`)
  return guarded('IS_ARRAY', field, negated ? not(call) : call, negated)
}

const typeTests = {
  string: 'IS_STRING',
  number: 'IS_NUMBER',
  boolean: 'IS_BOOL',
  array: 'IS_ARRAY',
  object: 'IS_OBJECT',
} as const

function ofType({ type, negated }: TypeLeaf, field: string): Condition {
  if (type === 'null') return isNull(field, negated)
  const condition = test(`${typeTests[type]}(${field})`)
  return negated ? not(condition) : condition
}

function withElement(leaf: ElementLeaf, field: string, parameters: Parameters): Condition {
  const { where, negated } = leaf
  // By far the most frequent one needs no subquery.
  const [only] = where.kind === 'and' && where.nodes.length === 1 ? where.nodes : [where]
  if (only?.kind === 'equals' && only.path.length === 0 && !only.negated && !only.ignoreCase && only.value !== null) {
    return hasElement(field, only.value, negated, parameters)
  }
  const condition = filterCondition(where, parameters, 'e')
  const seen = leaf.of === 'object' ? join('and', [test('IS_OBJECT(e)'), condition]) : condition
  const exists = test(`EXISTS(SELECT VALUE e FROM e IN ${field} WHERE ${seen.sql})`)
  if (negated) return guarded('IS_ARRAY', field, not(exists), true)
  return join('and', [test(`IS_ARRAY(${field})`), exists])
}
