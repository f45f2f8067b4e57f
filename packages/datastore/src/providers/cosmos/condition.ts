/** How tightly an expression holds together, loosest first. */
const strength = { or: 0, and: 1, not: 2, test: 3 } as const

/** A condition in SQL, and what its outermost operator is. */
export interface Condition {
  readonly sql: string
  readonly operator: keyof typeof strength
}

/** A condition that needs no parentheses anywhere: a comparison, a function call, a constant. */
export function test(sql: string): Condition {
  return { sql, operator: 'test' }
}

/** The opposite of a condition that is true or false, and never undefined: `NOT` of undefined is undefined. */
export function not(condition: Condition): Condition {
  return { sql: `NOT ${within(condition, 'not')}`, operator: 'not' }
}

/** Conditions of which all must hold, or one: with as few parentheses as can be, whose depth the engine limits. */
export function join(operator: 'and' | 'or', conditions: readonly Condition[]): Condition {
  const [first] = conditions
  if (first === undefined) return test(operator === 'and' ? 'true' : 'false')
  if (conditions.length === 1) return first
  return { sql: conditions.map((each) => within(each, operator)).join(` ${operator.toUpperCase()} `), operator }
}

function within(condition: Condition, operator: keyof typeof strength): string {
  return strength[condition.operator] < strength[operator] ? `(${condition.sql})` : condition.sql
}
