import type { Expected, Outcome } from '../../driver.ts'
import type { Attributes } from './attribute-value.ts'
import { always, and, or, test, textOf, type Aliases, type Condition } from './expression.ts'
import { attribute, isLive } from './item.ts'

/** What DynamoDB is given to write on a condition: the text, and the stored item back where it does not hold. */
export interface ConditionInput {
  ConditionExpression?: string
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD'
}

/** The document has not expired. */
export function liveCondition(aliases: Aliases, now: number): Condition {
  const expiresAt = aliases.path(attribute.expiresAt)
  return or(test(`attribute_not_exists(${expiresAt})`), test(`${expiresAt} > ${aliases.value(now / 1000)}`))
}

/** There is a document, which has not expired. */
export function thereCondition(aliases: Aliases, now: number): Condition {
  return and(test(`attribute_exists(${aliases.path(attribute.partitionKey)})`), liveCondition(aliases, now))
}

/** There is this version of it, which has not expired. */
export function versionCondition(aliases: Aliases, version: string, now: number): Condition {
  const isThis = test(`${aliases.path(attribute.version)} = ${aliases.value(version)}`)
  return and(isThis, liveCondition(aliases, now))
}

/** What must be true of the stored item. */
export function expectedCondition(aliases: Aliases, expected: Expected, now: number): Condition {
  switch (expected) {
    case 'any':
      return always
    case 'present':
      return thereCondition(aliases, now)
    case 'absent': {
      const expiresAt = aliases.path(attribute.expiresAt)
      const isFree = test(`attribute_not_exists(${aliases.path(attribute.partitionKey)})`)
      return or(isFree, test(`${expiresAt} <= ${aliases.value(now / 1000)}`))
    }
    default:
      return versionCondition(aliases, expected.version, now)
  }
}

export function conditionInput(condition: Condition): ConditionInput {
  if (condition.kind === 'never') throw new Error('a write that can never happen')
  const text = textOf(condition)
  return text === undefined ? {} : { ConditionExpression: text, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
}

/** Why a write was refused, by what is stored; null: nothing. */
export function refusalOf(
  expected: Expected,
  stored: Attributes | null,
  now: number,
): Exclude<Outcome, { readonly kind: 'written' }> {
  if (expected === 'absent') return { kind: 'exists' }
  if (expected === 'present' || stored === null || !isLive(stored, now)) return { kind: 'missing' }
  return { kind: 'stale' }
}
