import type { Scalar } from './document.ts'
import type { IsOpen, Path, ValueAt } from './path.ts'

type Leaf = Scalar | Date
type Wide<V> = V extends string ? (string extends V ? V | Date : V) : V
type Strings<V> = [Extract<V, string>] extends [never] ? unknown : StringOperators
type Ranges<V> = [Extract<V, string | number>] extends [never] ? unknown : Range<Wide<Extract<V, string | number>>>

interface Presence {
  /** Whether the field is there; the one operator that tells null and missing apart. */
  $exists?: boolean
  /** Whether the field is null or missing. */
  $isNull?: boolean
  /** The stored value's type; `null` matches a missing field too. */
  $type?: FieldType
}
interface Equality<V> {
  $eq?: V | null
  /** The complement of `$eq`: also matches documents without the field. */
  $ne?: V | null
  /** An empty list matches nothing. */
  $in?: readonly (V | null)[]
  /** The complement of `$in`: an empty list matches everything. */
  $nin?: readonly (V | null)[]
}
/** Numbers against a number, strings against a string; other stored values never match. */
interface Range<V> {
  $gt?: V
  $gte?: V
  $lt?: V
  $lte?: V
}
interface StringOperators {
  /** Not empty. */
  $startsWith?: string
  /** Not empty. */
  $endsWith?: string
  /** A substring of a string field. */
  $contains?: string
  /** Makes `$eq`, `$ne`, `$startsWith`, `$endsWith` and `$contains` beside it ignore case. */
  $ci?: true
}
interface ArrayOperators<E> extends Presence {
  /** An element of an array field. */
  $contains?: Extract<Wide<E>, string | number | boolean | Date>
  /** The number of elements. */
  $size?: number
  /** One element that satisfies all of these operators (scalar elements), or this filter (object elements). */
  $elemMatch?:
    | ElementOperators<Extract<E, Leaf>>
    | (Extract<E, object> extends never ? never : Filter<Extract<E, object>>)
}
type ElementOperators<E> = [E] extends [never]
  ? never
  : Equality<Wide<E>> & Ranges<E> & Strings<E> & Omit<Presence, '$exists'>
type AnyOperators = Presence &
  Equality<Leaf> &
  Range<string | number | Date> &
  StringOperators & {
    $contains?: string | number | boolean
    $size?: number
    $elemMatch?: FilterMap
  }

type OperatorsOf<V> = unknown extends V
  ? AnyOperators
  : [Extract<V, readonly unknown[]>] extends [never]
    ? [Extract<V, Leaf>] extends [never]
      ? Presence
      : Presence & Equality<Wide<Extract<V, Leaf>>> & Ranges<V> & Strings<V>
    : ArrayOperators<Extract<V, readonly unknown[]>[number]> &
        ([Exclude<Extract<V, Leaf>, null>] extends [never] ? unknown : Equality<Wide<Extract<V, Leaf>>> & Ranges<V>)

/** The types that `$type` tells apart. */
export type FieldType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object'

/** What a filter may say about a field of type `V`: a value, or operators that must all hold. */
export type Condition<V> = unknown extends V
  ? Leaf | (AnyOperators & { $not?: AnyOperators })
  : Wide<Extract<V, Leaf>> | null | (OperatorsOf<NonNullable<V>> & { $not?: OperatorsOf<NonNullable<V>> })

/** A filter whose fields are known only at run time. */
export type FilterMap = Record<string, unknown>

/** The logical operators. `$or: []` matches nothing; `$and: []` and `$nor: []` match everything. */
export interface Logic<F> {
  $and?: readonly F[]
  $or?: readonly F[]
  $nor?: readonly F[]
  $not?: F
}

/**
 * A filter over documents of type `T`: fields that must all match, and `$and`, `$or`, `$nor`, `$not` around filters.
 * `{}` matches everything.
 *
 * @example
 * ```ts
 * import type { Filter } from '@bytelyst/datastore'
 *
 * interface Flag { id: string; plan: 'free' | 'pro'; seats: number; tags: string[] }
 * const filter: Filter<Flag> = { plan: 'pro', seats: { $gte: 5 }, $not: { tags: { $contains: 'old' } } }
 * ```
 */
export type Filter<T> =
  IsOpen<T> extends true ? FilterMap : { [P in Path<T>]?: Condition<ValueAt<T, P>> } & Logic<Filter<T>>

/**
 * The cast for filters that the types cannot check: over a type parameter, over paths deeper than four segments,
 * or put together at run time. Does nothing by itself: every filter is checked at run time in any case, and what is none
 * is `invalid_argument` of the call that it is given to.
 *
 * @example
 * ```ts
 * import { createDatastoreProvider, filterOf, scalar } from '@bytelyst/datastore'
 *
 * interface Flag { id: string; key: string; plan: string }
 * const flags = createDatastoreProvider({ provider: 'memory' }).collection<Flag>('flags')
 *
 * export function search(field: string, value: unknown): Promise<Flag[]> {
 *   return flags.findMany({ filter: filterOf<Flag>({ [field]: scalar(value) }) })
 * }
 * ```
 */
export function filterOf<T>(map: FilterMap): Filter<T> {
  return map as Filter<T>
}
