/** A value that a filter can compare and a group can be keyed by. */
export type Scalar = string | number | boolean | null

/** What every document has. The index signature is that of existing code: it adds no field to filters and sorts. */
export interface BaseDocument {
  id: string
  [field: string]: unknown
}

/** A document as JSON: what drivers store. */
export type JsonValue = Scalar | readonly JsonValue[] | { readonly [field: string]: JsonValue }

/** A document as JSON with its fields open for reading. */
export type JsonDocument = { readonly [field: string]: JsonValue }

type Writable<V> = V extends string
  ? string extends V
    ? V | Date
    : V
  : V extends readonly (infer E)[]
    ? readonly Writable<E>[]
    : V extends object
      ? { [K in keyof V]: Writable<V[K]> }
      : V

/**
 * What a write takes where a document says `V`: the same, with `Date` wherever it says `string`.
 * A `Date` is stored, and comes back, as its ISO 8601 text.
 */
export type Input<V> = V | Writable<V>

type Depth = [never, 0, 1, 2, 3]
type HoldsDate<V, D extends number = 4> = D extends 0
  ? false
  : 0 extends 1 & V // any
    ? false
    : V extends Date
      ? true
      : V extends readonly (infer E)[]
        ? HoldsDate<E, Depth[D]>
        : V extends object
          ? true extends { [K in keyof V]-?: HoldsDate<V[K], Depth[D]> }[keyof V]
            ? true
            : false
          : false

/** The compile error of a document type that declares a `Date`. */
export interface DateFieldError {
  readonly error: 'documents are JSON: declare this field as string, it is stored and read as ISO 8601 text'
}

/**
 * A collection's name; {@link DateFieldError} when `T` declares a field as `Date`. Over a type parameter it takes a
 * string: the answers are compared inside generic functions because there `any` is not identical to `true`, and
 * written out twice because an alias would be compared by its variance.
 */
export type CollectionName<T> = [<G>() => G extends [HoldsDate<T>] ? 1 : 2, T] extends [
  <G>() => G extends [true] ? 1 : 2,
  unknown,
]
  ? DateFieldError
  : string
