import type { Call } from '../../../src/cosmos/sql/tree.ts'
import { compare, isArray, isObject, type Value } from '../../../src/cosmos/sql/value.ts'
import { Refusal, type Bitwise } from '../predict/semantics.ts'
import { documentation, dotnetTests, issue, type Difference } from './difference.ts'

const evaluator = dotnetTests('ScalarExpressionEvaluator')

/** The functions that the other emulator has. */
const functions: ReadonlySet<string> = new Set(
  (
    'IS_DEFINED IS_NULL IS_BOOL IS_NUMBER IS_STRING IS_ARRAY IS_OBJECT CONTAINS STARTSWITH ENDSWITH UPPER LOWER LENGTH ' +
    'LTRIM RTRIM TRIM CONCAT SUBSTRING REPLACE LEFT RIGHT TOSTRING ABS CEILING FLOOR ROUND POWER SQRT LOG LOG10 EXP ' +
    'SIGN ARRAY_CONTAINS ARRAY_LENGTH ARRAY_SLICE'
  ).split(' '),
)

/** Differences in what an expression comes to. */
export const expressionDifferences = {
  'equality-across-types': {
    title: '`=` and `!=` between values of two types',
    ours: 'false and true',
    theirs: 'undefined',
    right: 'ours',
    decidedBy: [evaluator],
    rule: ({ equal }) => ({
      equal(left, right) {
        const ours = equal(left, right)
        return ours === false && typeName(left) !== typeName(right) ? undefined : ours
      },
    }),
    example: { query: "SELECT VALUE c.id FROM c WHERE c.a != 'x'", ours: ['1', '3', '4', '5'], theirs: [] },
  },
  'conditional-on-no-boolean': {
    title: '`? :` after a condition that is no boolean',
    ours: 'the value behind the colon',
    theirs: 'undefined',
    right: 'ours',
    decidedBy: [evaluator],
    rule: () => ({ taken: (test) => (typeof test === 'boolean' ? test : undefined) }),
    example: {
      query: "SELECT c.a ? 'yes' : 'no' AS v FROM c WHERE c.id = '1'",
      ours: [{ v: 'no' }],
      theirs: [{}],
    },
  },
  'in-of-undefined': {
    title: '`IN` and `NOT IN` of what is undefined',
    ours: 'undefined',
    theirs: 'false and true',
    right: 'ours',
    decidedBy: [evaluator],
    rule: ({ isIn }) => ({
      isIn(value, options, negated) {
        if (value !== undefined) return isIn(value, options, negated)
        // The list is evaluated all the same, and may be refused.
        for (const _ of options) void _
        return negated
      },
    }),
    example: {
      query: 'SELECT VALUE c.id FROM c WHERE c.gone NOT IN (1, 2)',
      ours: [],
      theirs: ['1', '2', '3', '4', '5', '6'],
    },
  },
  'between-of-undefined': {
    title: '`BETWEEN` and `NOT BETWEEN` of what cannot be compared',
    ours: 'undefined, unless the other bound says no',
    theirs: 'false and true',
    right: 'ours',
    decidedBy: [evaluator, documentation('BETWEEN', 'keywords')],
    rule: ({ isBetween }) => ({
      isBetween(value, low, high, negated) {
        const isComparable = compare(value, low) !== undefined && compare(value, high) !== undefined
        return isComparable ? isBetween(value, low, high, negated) : negated
      },
    }),
    example: {
      query: 'SELECT VALUE c.id FROM c WHERE c.a NOT BETWEEN 2 AND 3',
      ours: ['1'],
      theirs: ['1', '2', '3', '4', '6'],
    },
  },
  'subqueries-refused': {
    title: '`EXISTS`, `ARRAY` and other subqueries',
    ours: 'are run',
    theirs: 'refused as soon as one is evaluated',
    right: 'ours',
    decidedBy: [documentation('subqueries', 'subquery')],
    rule: () => ({
      subquery(where) {
        throw new Refusal(`unsupported expression: ${where === 'from' ? 'FROM subqueries' : 'subqueries'}`)
      },
    }),
    example: {
      query: 'SELECT VALUE c.id FROM c WHERE EXISTS(SELECT VALUE t FROM t IN c.t WHERE t = 1)',
      ours: ['1'],
      theirs: 400,
    },
  },
  'function-refused': {
    title: '`StringEquals`, `StringToNumber`, `REVERSE` and other functions',
    ours: 'are run',
    theirs: 'refused as unknown as soon as one is evaluated',
    right: 'ours',
    decidedBy: [documentation('StringEquals', 'stringequals')],
    rule: ({ call }) => ({
      call(node, args) {
        if (!functions.has(node.name.toUpperCase())) throw new Refusal(`unknown function: ${node.name}`)
        return call(node, args)
      },
    }),
    example: { query: "SELECT VALUE c.id FROM c WHERE StringEquals(c.b, 'X', true)", ours: ['1'], theirs: 400 },
  },
  'undefined-in-literals': {
    title: 'what is undefined in `[..]` and `{..}` of a query',
    ours: 'is left out',
    theirs: 'is left out of answers, but counted before, and unequal to itself',
    right: 'ours',
    decidedBy: [evaluator],
    rule: ({ equal, isIn, call }) => ({
      items: (values) => values,
      fields: (entries) => entries,
      equal: (left, right) => (equal(left, right) === true ? isWhole(left) : equal(left, right)),
      isIn: (value, options, negated) => isIn(value, isWhole(value) ? options : [...options].slice(0, 0), negated),
      call: (node, args) =>
        isCall(node, 'ARRAY_CONTAINS') && isArray(args[0]) && args[1] !== undefined && !isWhole(args[1])
          ? false
          : call(node, args),
    }),
    example: { query: "SELECT VALUE ARRAY_LENGTH([c.gone]) FROM c WHERE c.id = '1'", ours: [0], theirs: [1] },
  },
  'contains-partially': {
    title: 'third argument of `ARRAY_CONTAINS`',
    ours: 'true finds objects that have more fields',
    theirs: 'ignored',
    right: 'ours',
    decidedBy: [documentation('ARRAY_CONTAINS', 'array-contains')],
    rule: ({ call }) => ({
      call(node, args) {
        const matters = isObject(args[1]) || typeof args[2] !== 'boolean'
        return call(node, isCall(node, 'ARRAY_CONTAINS') && matters ? args.slice(0, 2) : args)
      },
    }),
    example: {
      query: "SELECT VALUE c.id FROM c WHERE ARRAY_CONTAINS(c.t, {b: 'x'}, true)",
      ours: ['5'],
      theirs: [],
    },
  },
  'contains-undefined': {
    title: '`ARRAY_CONTAINS` of what is undefined',
    ours: 'undefined',
    theirs: 'false',
    right: 'ours',
    decidedBy: [dotnetTests('BuiltinFunctionEvaluator')],
    rule: ({ call }) => ({
      call(node, args) {
        const ours = call(node, args)
        const isIt = isCall(node, 'ARRAY_CONTAINS') && isArray(args[0]) && args[1] === undefined
        return isIt && ours === undefined ? false : ours
      },
    }),
    example: {
      query: 'SELECT VALUE c.id FROM c WHERE NOT ARRAY_CONTAINS(c.t, c.gone)',
      ours: [],
      theirs: ['1', '2', '5'],
    },
  },
  'text-of-composites': {
    title: '`ToString` of arrays and objects',
    ours: 'their JSON',
    theirs: 'undefined',
    right: 'ours',
    decidedBy: [documentation('ToString', 'tostring')],
    rule: ({ call }) => ({
      call: (node, args) =>
        isCall(node, 'TOSTRING') && (isArray(args[0]) || isObject(args[0])) ? undefined : call(node, args),
    }),
    example: { query: "SELECT ToString(c.t) AS v FROM c WHERE c.id = '2'", ours: [{ v: '[]' }], theirs: [{}] },
  },
  'bits-of-numbers': {
    title: 'bitwise operators',
    ours: 'on 32 bits, as JavaScript has them',
    theirs: 'on 64 bits',
    right: 'ours',
    decidedBy: [documentation('bitwise operators', 'bitwise-operators'), evaluator],
    rule: ({ bitwise }) => ({
      bitwise(operator, left, right) {
        if (typeof left !== 'number' || typeof right !== 'number') return bitwise(operator, left, right)
        const [narrow, wide] = [onBits(32, operator, left, right), onBits(64, operator, left, right)]
        return narrow === wide ? bitwise(operator, left, right) : wide
      },
    }),
    example: { query: "SELECT VALUE 1 << 33 FROM c WHERE c.id = '1'", ours: [2], theirs: [8_589_934_592] },
  },
  'reserved-words': {
    title: 'reserved words as names: `c.value`',
    ours: 'refused; it is written `c["value"]`',
    theirs: 'names as others',
    right: 'ours',
    decidedBy: [issue('Azure/azure-cosmos-dotnet-v2', 507)],
    rule: ({ text }) => ({
      text: (query) => text(query).replaceAll(/\.(value|order|from|group)\b/gi, '["$1"]'),
    }),
    example: { query: "SELECT c.order FROM c WHERE c.id = '5'", ours: 400, theirs: [{ order: 'z' }] },
  },
} as const satisfies Readonly<Record<string, Difference>>

function typeName(value: Value): string {
  if (value === null) return 'null'
  return isArray(value) ? 'array' : typeof value
}

/** Whether nothing in an array or object is undefined. */
function isWhole(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.values<Value>(value).every((part) => part !== undefined && isWhole(part))
}

function isCall({ name }: Call, wanted: string): boolean {
  return name.toUpperCase() === wanted
}

function onBits(bits: 32 | 64, operator: Bitwise, left: number, right: number): number {
  const [one, other] = [left, right].map((value) => BigInt.asIntN(bits, BigInt(Math.trunc(value)))) as [bigint, bigint]
  const places = BigInt.asUintN(bits === 32 ? 5 : 6, other)
  const results: Readonly<Record<Bitwise, () => bigint>> = {
    '|': () => one | other,
    '&': () => one & other,
    '^': () => one ^ other,
    '<<': () => one << places,
    '>>': () => one >> places,
    '>>>': () => BigInt.asUintN(bits, one) >> places,
  }
  const result = results[operator]()
  // JavaScript alone takes what comes out of this operator for positive.
  return Number(bits === 32 && operator === '>>>' ? result : BigInt.asIntN(bits, result))
}
