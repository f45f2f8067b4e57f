import type { FieldPath } from '../../document/path.ts'
import type { DriverUpdate, Target } from '../../driver.ts'
import type { PatchChange } from '../../patch/parse.ts'
import type { JsonValue } from '../../types/document.ts'
import { conditionInput, thereCondition, versionCondition, type ConditionInput } from './conditions.ts'
import { Aliases, and, fits, maxExpressionBytes, not, or, test, type AliasInput, type Condition } from './expression.ts'
import { fieldPath, isOfType } from './filter.ts'
import { attribute, expiryOf, hasIntegersOnly } from './item.ts'

/** What `UpdateItem` is given besides the key. */
export interface UpdateInput extends AliasInput, ConditionInput {
  UpdateExpression: string
}

/** One change as DynamoDB makes it, and what must be stored for it to be the same as the shared one. */
interface NativeChange {
  readonly set?: string
  readonly remove?: string
  readonly guard: Condition
}

const maxChanges = 50
/** A number, a comma and a colon, at most. */
const numberBytes = 30

/**
 * An update as one conditional `UpdateItem`; undefined where DynamoDB has no way to do just what the patch says. The
 * condition refuses every stored document that DynamoDB would treat otherwise: a missing parent, a null, decimals,
 * one that would become too large.
 */
export function updateInput(
  { settings }: Target,
  update: DriverUpdate,
  version: string,
  now: number,
  maxBytes: number,
): UpdateInput | undefined {
  const aliases = new Aliases()
  const changes = update.patch.filter(({ operator }) => operator !== '$setOnInsert')
  if (changes.length > maxChanges) return undefined
  const parts = changes.map((change) => nativeChange(change, aliases))
  const known = parts.filter((part) => part !== undefined)
  if (known.length < parts.length) return undefined

  const size = aliases.path(attribute.size)
  const growth = changes.reduce((sum, change) => sum + growthOf(change), 0)
  const expiry = expiryChange(update, settings.defaultTtl, aliases, now)
  const sets = [
    ...known.map(({ set }) => set),
    ...expiry.sets,
    `${aliases.path(attribute.version)} = ${aliases.value(version)}`,
    growth > 0 ? `${size} = ${size} + ${aliases.value(growth)}` : undefined,
  ]
  const removals = [...known.map(({ remove }) => remove), ...expiry.removals]
  if (!changes.every((change) => hasIntegersOnly(change.value))) removals.push(aliases.path(attribute.integers))
  const condition = and(
    update.version === undefined ? thereCondition(aliases, now) : versionCondition(aliases, update.version, now),
    // Only items of ours have a size.
    test(`${size} <= ${aliases.value(maxBytes - growth)}`),
    expiry.guard,
    ...known.map(({ guard }) => guard),
  )
  const text = [clause('SET', sets), clause('REMOVE', removals)].filter((part) => part !== '').join(' ')
  if (!fits(condition) || text.length > maxExpressionBytes) return undefined
  const conditions = conditionInput(condition)
  return { UpdateExpression: text, ...conditions, ...aliases.input(text, conditions.ConditionExpression) }
}

function clause(keyword: string, actions: readonly (string | undefined)[]): string {
  const present = actions.filter((action) => action !== undefined)
  return present.length === 0 ? '' : `${keyword} ${present.join(', ')}`
}

function nativeChange(change: PatchChange, aliases: Aliases): NativeChange | undefined {
  const path = fieldPath(change.path, aliases)
  const within = parentsAreObjects(change.path, aliases)
  const isMissing = test(`attribute_not_exists(${path})`)
  switch (change.operator) {
    case '$set':
      return { set: `${path} = ${aliases.value(change.value)}`, guard: within }
    case '$unset':
      return { remove: path, guard: within }
    case '$inc': {
      if (!Number.isInteger(change.value)) return undefined
      // Integers whose sum is one that can be stored: there decimals and doubles are the same.
      const least = -Number.MAX_SAFE_INTEGER - Math.min(change.value, 0)
      const most = Number.MAX_SAFE_INTEGER - Math.max(change.value, 0)
      const fitting = test(`${path} BETWEEN ${aliases.value(least)} AND ${aliases.value(most)}`)
      const integers = test(`attribute_exists(${aliases.path(attribute.integers)})`)
      const start = `if_not_exists(${path}, ${aliases.value(0)})`
      return {
        set: `${path} = ${start} + ${aliases.value(change.value)}`,
        guard: and(within, integers, or(isMissing, fitting)),
      }
    }
    case '$min':
    case '$max': {
      const operator = change.operator === '$min' ? '>' : '<'
      const exceeds = test(`${path} ${operator} ${aliases.value(change.value)}`)
      return { set: `${path} = ${aliases.value(change.value)}`, guard: and(within, or(isMissing, exceeds)) }
    }
    case '$push':
    case '$addToSet': {
      const isList = isOfType(path, 'L', aliases)
      const lacks = not(test(`contains(${path}, ${aliases.value(change.value)})`))
      const fitting = change.operator === '$push' ? isList : and(isList, lacks)
      const appended = `list_append(if_not_exists(${path}, ${aliases.value([])}), ${aliases.value([change.value])})`
      return { set: `${path} = ${appended}`, guard: and(within, or(isMissing, fitting)) }
    }
    default:
      return undefined
  }
}

/** DynamoDB makes no parents, and fails where one is missing. */
function parentsAreObjects(path: FieldPath, aliases: Aliases): Condition {
  return and(...path.slice(1).map((_, i) => isOfType(fieldPath(path.slice(0, i + 1), aliases), 'M', aliases)))
}

/** Given, or the document's own, which starts again; which documents have one is told by the collection's default. */
function expiryChange(
  { ttlSeconds }: DriverUpdate,
  defaultTtl: number | null | undefined,
  aliases: Aliases,
  now: number,
): { readonly sets: readonly string[]; readonly removals: readonly string[]; readonly guard: Condition } {
  const ttl = aliases.path(attribute.ttl)
  const expiresAt = aliases.path(attribute.expiresAt)
  if (ttlSeconds === null) return { sets: [], removals: [ttl, expiresAt], guard: and() }
  if (ttlSeconds !== undefined) {
    const time = aliases.value(expiryOf(ttlSeconds, now))
    return { sets: [`${ttl} = ${aliases.value(ttlSeconds)}`, `${expiresAt} = ${time}`], removals: [], guard: and() }
  }
  if (typeof defaultTtl !== 'number') {
    return { sets: [], removals: [], guard: test(`attribute_not_exists(${ttl})`) }
  }
  const own = `${expiresAt} = ${aliases.value(expiryOf(0, now))} + ${ttl}`
  return { sets: [own], removals: [], guard: test(`attribute_exists(${ttl})`) }
}

/** By how many bytes of JSON the document grows at most. */
function growthOf({ operator, path, value }: PatchChange): number {
  switch (operator) {
    case '$unset':
      return 0
    case '$inc':
    case '$min':
    case '$max':
      return numberBytes + nameBytes(path)
    default:
      return jsonBytes(value) + nameBytes(path)
  }
}

function nameBytes(path: FieldPath): number {
  return jsonBytes(path.at(-1) as string) + 4
}

function jsonBytes(value: JsonValue): number {
  return new TextEncoder().encode(JSON.stringify(value)).length
}
