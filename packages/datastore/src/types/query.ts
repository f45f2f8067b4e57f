import type { OperationOptions } from '@bytelyst/core'
import type { Filter } from './filter.ts'
import type { DeclaredKey, IsOpen, Path, PathTo, ValueAt } from './path.ts'

/** 1 is ascending, -1 descending. The order of the keys is their rank; at most three. */
export type Sort<T> = { [P in Path<T>]?: 1 | -1 }

/** Bounds of a read, and the partition that it is confined to. */
export interface ReadOptions extends OperationOptions {
  /**
   * Confines the read to one partition. Leave it out to search all partitions; the key present with `undefined`
   * is `invalid_argument`, because a forgotten tenant must not become every tenant.
   */
  readonly partitionKey?: string
}

interface Selection<S extends string> {
  /** The fields wanted, besides `id`, by dotted path. */
  readonly select?: readonly S[] | undefined
}

/** What `findOne` takes. */
export interface FindOneQuery<T, S extends string = never> extends ReadOptions, Selection<S> {
  /** `{}` for everything. */
  readonly filter: Filter<T>
  /** Without it the order is the engine's own, and may change. */
  readonly sort?: Sort<T> | undefined
}

/** What `findMany` takes. */
export interface FindQuery<T, S extends string = never> extends FindOneQuery<T, S> {
  /** 0 is an empty answer. */
  readonly limit?: number | undefined
  /** How many of the order to leave out; allowed without `limit`. */
  readonly offset?: number | undefined
}

/** What `findPage` takes. */
export interface PageQuery<T, S extends string = never> extends FindOneQuery<T, S> {
  /** The most that a page holds, at least 1. */
  readonly limit: number
  /** The `cursor` of the page before; `limit` and `select` may change between pages, nothing else. */
  readonly cursor?: string | undefined
}

/** One page; `cursor` is absent exactly when nothing more matched. */
export interface Page<T> {
  readonly items: T[]
  readonly cursor?: string
}

type Nest<T, P extends string> =
  P extends DeclaredKey<T>
    ? Pick<T, P & keyof T>
    : P extends `${infer Head}.${infer Rest}`
      ? Head extends DeclaredKey<T>
        ? { [K in Head]: Nest<NonNullable<T[K & keyof T]>, Rest> | Extract<T[K & keyof T], null | undefined> }
        : never
      : never
type Intersection<U> = (U extends unknown ? (member: U) => void : never) extends (member: infer I) => void ? I : never

/** A document of which only some fields were asked for; `T` itself when none were named. */
export type Selected<T, S extends string> = [S] extends [never]
  ? T
  : IsOpen<T> extends true
    ? T
    : Intersection<Nest<T, S | 'id'>>

type Column<P> = P | Readonly<Record<string, P>>

/** What `aggregate` takes. A column given as one path is named after its function; several are given by name. */
export interface AggregateQuery<T> extends ReadOptions {
  readonly filter: Filter<T>
  /** A group for each combination of scalars at these paths; a document with an array or object there is in none. */
  readonly groupBy?: readonly Path<T>[] | undefined
  /** The name of the column that counts documents. */
  readonly count?: string | undefined
  /** Of numbers; other values are ignored. 0 of none. */
  readonly sum?: Column<PathTo<T, number>> | undefined
  /** Of numbers; other values are ignored. Null of none. */
  readonly avg?: Column<PathTo<T, number>> | undefined
  /** Of numbers and strings, numbers first; other values are ignored. Null of none. */
  readonly min?: Column<PathTo<T, number | string>> | undefined
  /** As `min`: of a field that holds both, the largest string. */
  readonly max?: Column<PathTo<T, number | string>> | undefined
  /** By columns of the result, at most three. */
  readonly sort?: Readonly<Record<string, 1 | -1>> | undefined
  /** The most rows that come back. */
  readonly limit?: number | undefined
}

type GroupColumns<T, Q> = Q extends { readonly groupBy: readonly (infer P extends string)[] }
  ? { [K in P]: Exclude<ValueAt<T, K>, undefined | object> | null }
  : unknown
type CountColumn<Q> = Q extends { readonly count: infer Name extends string } ? { [K in Name]: number } : unknown
type FunctionColumns<Q, F extends string, V> = Q extends { readonly [K in F]: infer C }
  ? C extends string
    ? { [K in F]: V }
    : { [K in keyof C]: V }
  : unknown

/** One row of an aggregate's answer, inferred from its query. */
export type AggregateRow<T, Q> = Flatten<
  GroupColumns<T, Q> &
    CountColumn<Q> &
    FunctionColumns<Q, 'sum', number> &
    FunctionColumns<Q, 'avg', number | null> &
    FunctionColumns<Q, 'min', number | string | null> &
    FunctionColumns<Q, 'max', number | string | null>
>
type Flatten<R> = { -readonly [K in keyof R]: R[K] } & {}
