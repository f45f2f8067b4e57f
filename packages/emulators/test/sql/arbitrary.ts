import * as fc from 'fast-check'

const words = (
  'SELECT VALUE DISTINCT TOP FROM WHERE GROUP BY ORDER OFFSET LIMIT JOIN IN NOT AND OR BETWEEN LIKE ESCAPE EXISTS ARRAY AS ' +
  'ASC DESC null true undefined c c.a t x @p 1 2.5 \'x\' "y" ( ) [ ] { } , . : ? ?? || | & ^ ~ + - * / % = != <> < <= > >= ' +
  '<< >> >>> COUNT( SUM( LOWER( IS_DEFINED( udf.f( c.t c["a"] -- /* */ \' @ # _ $1'
).split(' ')

/** Words and signs of the language in any order. */
export const soup: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...words), { maxLength: 25 })
  .map((parts) => parts.join(' '))

const quoted = ["'x'", '"y\\"z"', "'it\\'s'", 'c["o"]["b c"]', 'c["order"]', '[1, c.a]', '{"k": c.a, l: 1}']
const leaves = [
  ...'null true false undefined 0 1 2.5 @p c c.a c.b c.t c.o c.o.a c.gone c.t[0] c.t[2].a'.split(' '),
  ...quoted,
]
const leaf = fc.constantFrom(...leaves)

const operators = '?? OR AND = != <> < <= > >= | ^ & << >> >>> || + - * / %'.split(' ')
const calls = ['LOWER', 'IS_DEFINED', 'IS_NUMBER', 'ARRAY_LENGTH', 'ToString', 'ABS', 'StringToNumber', 'REVERSE']

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const part = tie('expression')
  const binary = fc
    .tuple(part, fc.constantFrom(...operators), part)
    .map(([left, operator, right]) => `(${left}) ${operator} (${right})`)
  const mixed = fc
    .tuple(leaf, fc.constantFrom(...operators), leaf, fc.constantFrom(...operators), leaf)
    .map((parts) => parts.join(' '))
  return {
    expression: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      binary,
      mixed,
      part.map((inner) => `NOT ${inner}`),
      part.map((inner) => `- (${inner})`),
      fc.tuple(fc.constantFrom(...calls), part).map(([name, inner]) => `${name}(${inner})`),
      fc.tuple(part, part, part).map(([test, value, other]) => `(${test}) ? ${value} : ${other}`),
      fc.tuple(leaf, part, part).map(([value, low, high]) => `${value} BETWEEN (${low}) AND (${high})`),
      fc.tuple(leaf, part, part).map(([value, one, other]) => `(${value} NOT IN (${one}, ${other}))`),
      fc
        .tuple(leaf, fc.constantFrom('%', 'x%', '_', '!%'))
        .map(([value, like]) => `(${value} LIKE '${like}' ESCAPE '!')`),
      fc.tuple(part, part).map(([one, other]) => `ARRAY_CONTAINS([${one}, ${other}], ${one}, true)`),
      part.map((inner) => `EXISTS(SELECT VALUE t FROM t IN c.t WHERE ${inner})`),
      part.map((inner) => `ARRAY(SELECT DISTINCT VALUE {"t": t, "v": ${inner}} FROM t IN c.t)`),
      part.map((inner) => `(SELECT VALUE COUNT(${inner}) FROM t IN c.t)`),
    ),
  }
})

/** Expressions over a document `c`. */
export const expressionText: fc.Arbitrary<string> = expression

const collections = [
  'c',
  'root AS c',
  'c JOIN t IN c.t',
  'c IN c.t',
  'c.o AS c',
  '(SELECT c.id, c.a, c.t FROM c) AS c',
  'c JOIN (SELECT VALUE x FROM x IN c.t) AS t',
]

/** Queries that the grammar has, not all of which can be run. */
export const queryText: fc.Arbitrary<string> = fc
  .record({
    distinct: fc.constantFrom('', 'DISTINCT '),
    top: fc.constantFrom('', '', 'TOP 2 ', 'TOP @p '),
    select: fc.oneof(
      fc.constantFrom('*', 'c.id, c.a AS x', 'c["order"], c.t[0], t', 'VALUE COUNT(1)', 'c.a, MAX(c.b) AS m'),
      expression.map((value) => `VALUE ${value}`),
      fc.tuple(expression, expression).map(([one, other]) => `(${one}), ${other} AS other`),
    ),
    from: fc.constantFrom(...collections),
    where: fc.option(expression),
    group: fc.constantFrom('', '', '', ' GROUP BY c.a', ' GROUP BY c.a, LOWER(c.b)'),
    order: fc.constantFrom('', '', '', ' ORDER BY c.a', ' ORDER BY c.o["b c"] DESC', ' ORDER BY c.a, c.b DESC'),
    page: fc.constantFrom('', '', ' OFFSET 1 LIMIT 2', ' OFFSET @p LIMIT @p'),
  })
  .map(({ distinct, top, select, from, where, group, order, page }) => {
    const filter = where === null ? '' : ` WHERE ${where}`
    return `SELECT ${distinct}${top}${select} FROM ${from}${filter}${group}${order}${page}`
  })
