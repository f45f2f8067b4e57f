import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { JsonValue } from '../../types/document.ts'
import { toAttribute, type Attributes } from './attribute-value.ts'

/** A condition, before its text is known: `always` and `never` have none in DynamoDB's language. */
export type Condition =
  | { readonly kind: 'always' | 'never' }
  | { readonly kind: 'test'; readonly text: string }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }

export const always: Condition = { kind: 'always' }
export const never: Condition = { kind: 'never' }

/** The bytes and the operators that DynamoDB takes in one expression. */
export const maxExpressionBytes = 4096
const maxOperators = 300

/** What the aliases of a request stand for. */
export interface AliasInput {
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Attributes
}

/** Names and values never stand in an expression themselves: each gets a short alias, the same one each time. */
export class Aliases {
  readonly #names = new Map<string, string>()
  readonly #values = new Map<string, { readonly alias: string; readonly value: AttributeValue }>()

  /** The path of an attribute, or of a field within one. */
  path(...segments: readonly string[]): string {
    return segments.map((segment) => this.#name(segment)).join('.')
  }

  value(value: JsonValue): string {
    const text = JSON.stringify(value)
    let known = this.#values.get(text)
    if (known === undefined) {
      known = { alias: `:${this.#values.size.toString(36)}`, value: toAttribute(value) }
      this.#values.set(text, known)
    }
    return known.alias
  }

  /** What goes beside these expressions: the aliases that stand in them, since DynamoDB refuses others. */
  input(...expressions: readonly (string | undefined)[]): AliasInput {
    const used = new Set(expressions.flatMap((expression) => expression?.match(/[#:][0-9a-z]+/g) ?? []))
    const names = [...this.#names].filter(([, alias]) => used.has(alias)).map(([name, alias]) => [alias, name] as const)
    const values = [...this.#values.values()]
      .filter(({ alias }) => used.has(alias))
      .map(({ alias, value }) => [alias, value] as const)
    return {
      ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries<string>(names) }),
      ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries<AttributeValue>(values) }),
    }
  }

  #name(name: string): string {
    let alias = this.#names.get(name)
    if (alias === undefined) this.#names.set(name, (alias = `#${this.#names.size.toString(36)}`))
    return alias
  }
}

export function test(text: string): Condition {
  return { kind: 'test', text }
}

export function not(of: Condition): Condition {
  if (of.kind === 'always') return never
  if (of.kind === 'never') return always
  return of.kind === 'not' ? of.of : { kind: 'not', of }
}

export function and(...parts: readonly Condition[]): Condition {
  return join('and', parts, always, never)
}

export function or(...parts: readonly Condition[]): Condition {
  return join('or', parts, never, always)
}

/** Constants are folded away and nested groups of the same kind are one. */
function join(kind: 'and' | 'or', parts: readonly Condition[], neutral: Condition, decisive: Condition): Condition {
  const of = parts
    .flatMap((part) => (part.kind === kind ? part.of : [part]))
    .filter((part) => part.kind !== neutral.kind)
  if (of.some((part) => part.kind === decisive.kind)) return decisive
  return of.length === 1 ? (of[0] as Condition) : of.length === 0 ? neutral : { kind, of }
}

/** The text of a condition; undefined when it holds always. DynamoDB refuses parentheses that change nothing. */
export function textOf(condition: Exclude<Condition, { readonly kind: 'never' }>): string | undefined {
  return condition.kind === 'always' ? undefined : print(condition)
}

function print(condition: Condition): string {
  switch (condition.kind) {
    case 'test':
      return condition.text
    case 'not':
      return `NOT ${condition.of.kind === 'test' ? print(condition.of) : `(${print(condition.of)})`}`
    case 'and':
      return condition.of.map((part) => (part.kind === 'or' ? `(${print(part)})` : print(part))).join(' AND ')
    case 'or':
      return condition.of.map(print).join(' OR ')
    default:
      throw new Error(`a constant within a condition: ${condition.kind}`)
  }
}

/** Whether DynamoDB takes a condition in one expression. */
export function fits(condition: Condition): boolean {
  if (condition.kind === 'always' || condition.kind === 'never') return true
  return operatorsOf(condition) <= maxOperators && print(condition).length <= maxExpressionBytes
}

/** Every comparison, function and logical operator counts. */
function operatorsOf(condition: Condition): number {
  switch (condition.kind) {
    case 'test':
      return condition.text.startsWith('size(') ? 2 : 1
    case 'not':
      return 1 + operatorsOf(condition.of)
    case 'and':
    case 'or':
      return condition.of.reduce((sum, part) => sum + operatorsOf(part), condition.of.length - 1)
    default:
      return 0
  }
}
