import type { Scalar } from './document.ts'

type Depth = [never, 0, 1, 2, 3]
type Leaf = Scalar | Date

/** The fields that `T` declares; an index signature declares none. */
export type DeclaredKey<T> = keyof {
  [K in keyof T as string extends K ? never : number extends K ? never : symbol extends K ? never : K]: 1
} &
  string

/** True for a document type that declares nothing but `id` and allows any field: filters on it are not checked. */
export type IsOpen<T> = string extends keyof T
  ? [Exclude<DeclaredKey<T>, 'id'>] extends [never]
    ? true
    : false
  : false

type PathOf<T, D extends number> = D extends 0
  ? never
  : T extends unknown
    ? {
        [K in DeclaredKey<T>]: K | `${K}.${Below<NonNullable<T[K & keyof T]>, D>}`
      }[DeclaredKey<T>]
    : never

type Below<V, D extends number> = V extends Leaf | readonly unknown[]
  ? never
  : V extends object
    ? PathOf<V, Depth[D]>
    : never

/** Every dotted path of `T` that walks objects only, at most four segments; of each member of a union. */
export type Path<T> = IsOpen<T> extends true ? string : PathOf<T, 4>

/** The value at a dotted path; of each member of a union that has it. */
export type ValueAt<T, P extends string> = IsOpen<T> extends true ? unknown : Walk<T, P>

type Walk<T, P extends string> = T extends unknown
  ? P extends DeclaredKey<T>
    ? T[P & keyof T]
    : P extends `${infer Head}.${infer Rest}`
      ? Head extends DeclaredKey<T>
        ? Walk<NonNullable<T[Head & keyof T]>, Rest>
        : never
      : never
  : never

/** The paths of `T` whose value may be a `V`. */
export type PathTo<T, V> =
  IsOpen<T> extends true
    ? string
    : {
        [P in PathOf<T, 4>]: [Extract<NonNullable<Walk<T, P>>, V>] extends [never] ? UnknownPath<Walk<T, P>, P> : P
      }[PathOf<T, 4>]

type UnknownPath<V, P> = unknown extends V ? P : never
