import type { Expression, Path, Query, Selection, Source } from './tree.ts'

/** The text of an expression: what the service writes into the queries of a plan, and two that are the same have the same. */
export function print(node: Expression): string {
  switch (node.kind) {
    case 'literal':
      return JSON.stringify(node.value)
    case 'undefined':
      return 'undefined'
    case 'parameter':
    case 'name':
      return node.name
    case 'path':
      return printPath(node)
    case 'unary':
      return node.operator === 'NOT' ? `(NOT ${print(node.operand)})` : `(${node.operator} ${print(node.operand)})`
    case 'chain':
      return `(${[print(node.first), ...node.rest.map((link) => `${link.operator} ${print(link.operand)}`)].join(' ')})`
    case 'call':
      return `${node.name}(${node.args.map(print).join(', ')})`
    case 'array':
      return `[${node.items.map(print).join(', ')}]`
    case 'object':
      return `{${node.fields.map(({ name, value }) => `${JSON.stringify(name)}: ${print(value)}`).join(', ')}}`
    default:
      return printCompound(node)
  }
}

type Compound = Extract<
  Expression,
  { kind: 'between' | 'in' | 'like' | 'conditional' | 'subquery' | 'exists' | 'collect' }
>

function printCompound(node: Compound): string {
  switch (node.kind) {
    case 'between':
      return `(${print(node.value)}${not(node)} BETWEEN ${print(node.low)} AND ${print(node.high)})`
    case 'in':
      return `(${print(node.value)}${not(node)} IN (${node.items.map(print).join(', ')}))`
    case 'like': {
      const escape = node.escape === undefined ? '' : ` ESCAPE ${JSON.stringify(node.escape)}`
      return `(${print(node.value)}${not(node)} LIKE ${print(node.pattern)}${escape})`
    }
    case 'conditional': {
      const branches = node.branches.map(({ test, value }) => `${print(test)} ? ${print(value)} : `)
      return `(${branches.join('')}${print(node.otherwise)})`
    }
    case 'exists':
      return `EXISTS(${printQuery(node.query, ' ')})`
    case 'collect':
      return `ARRAY(${printQuery(node.query, ' ')})`
    case 'subquery':
      return `(${printQuery(node.query, ' ')})`
  }
}

function not({ negated }: { negated: boolean }): string {
  return negated ? ' NOT' : ''
}

/** Names that stand behind a dot as they are; the others are quoted. */
const plain = /^[A-Za-z_][A-Za-z0-9_]*$/
const words =
  /^(?:and|array|as|asc|between|by|case|desc|distinct|else|end|exists|false|from|group|having|in|is|join|like|not|null|or|order|select|then|top|true|udf|undefined|value|when|where)$/i

function segment(name: string): string {
  return plain.test(name) && !words.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}

function printPath({ base, steps }: Path): string {
  const inner = print(base)
  const start = base.kind === 'literal' ? `(${inner})` : inner
  return start + steps.map((step) => ('name' in step ? segment(step.name) : `[${print(step.index)}]`)).join('')
}

/** The text of a query, its clauses with the separator between them. */
export function printQuery(query: Query, separator = '\n'): string {
  const { distinct, top, select, from, where, groupBy, orderBy, page } = query
  const keys = orderBy.map(({ expression, descending }) => `${print(expression)}${descending ? ' DESC' : ''}`)
  const clauses = [
    `SELECT ${distinct ? 'DISTINCT ' : ''}${top ? `TOP ${print(top)} ` : ''}${printSelection(select)}`,
    from && `FROM ${from.sources.map(printSource).join(`${separator}JOIN `)}`,
    where && `WHERE ${print(where)}`,
    groupBy.length > 0 && `GROUP BY ${groupBy.map(print).join(', ')}`,
    keys.length > 0 && `ORDER BY ${keys.join(', ')}`,
    page && `OFFSET ${print(page.offset)} LIMIT ${print(page.limit)}`,
  ]
  return clauses.filter((clause) => typeof clause === 'string').join(separator)
}

function printSelection(select: Selection): string {
  if (select.kind === 'star') return '*'
  if (select.kind === 'value') return `VALUE ${print(select.expression)}`
  return select.items
    .map(({ expression, alias }) => (alias === undefined ? print(expression) : `${print(expression)} AS ${alias}`))
    .join(', ')
}

function printSource({ collection, each, alias }: Source): string {
  if (collection.kind === 'subquery') {
    const text = `(${printQuery(collection.query, ' ')})`
    if (each) return `${alias} IN ${text}`
    return alias === undefined ? text : `${text} AS ${alias}`
  }
  const { root, steps } = collection
  const text = root.name + steps.map(segment).join('')
  if (each) return `${alias} IN ${text}`
  return alias === (steps.at(-1) ?? root.name) ? text : `${text} AS ${alias}`
}
