import type { Input } from './document.ts'
import type { IsOpen, Path, PathTo, ValueAt } from './path.ts'

type Elements<V> = V extends readonly (infer E)[] ? E : unknown extends V ? unknown : never
type ScalarInput<V> = Input<Extract<V, string | number | boolean | null>> | (unknown extends V ? unknown : never)

/**
 * An atomic partial update: what changes, by dotted path. No two paths may overlap, and neither `id` nor the
 * partition key can change. Missing and null parents are created.
 *
 * @example
 * ```ts
 * import type { Patch } from '@bytelyst/datastore'
 *
 * interface Flag { id: string; rollout: number; tags: string[]; note?: string }
 * const patch: Patch<Flag> = { $inc: { rollout: 5 }, $addToSet: { tags: 'beta' }, $unset: { note: true } }
 * ```
 */
export interface Patch<T> {
  /** Sets a field to a value of any kind, whatever it was. */
  $set?: IsOpen<T> extends true ? Record<string, unknown> : { [P in Path<T>]?: Input<ValueAt<T, P>> }
  /** Removes a field; nothing when it is absent. */
  $unset?: { [P in Path<T>]?: true | 1 | '' }
  /** Adds to a number; a missing or null field counts as 0. */
  $inc?: { [P in PathTo<T, number>]?: number }
  /** Keeps the smaller number; a missing or null field takes this one. */
  $min?: { [P in PathTo<T, number>]?: number }
  /** Keeps the larger number; a missing or null field takes this one. */
  $max?: { [P in PathTo<T, number>]?: number }
  /** Appends one value of any kind; an array is one element. */
  $push?: { [P in PathTo<T, readonly unknown[]>]?: Input<Elements<ValueAt<T, P>>> }
  /** Appends one scalar unless an equal one is there. */
  $addToSet?: { [P in PathTo<T, readonly unknown[]>]?: ScalarInput<Elements<ValueAt<T, P>>> }
  /** Removes every element that equals this scalar. */
  $pull?: { [P in PathTo<T, readonly unknown[]>]?: ScalarInput<Elements<ValueAt<T, P>>> }
  /** Applied first, and only when `upsert: true` creates the document. */
  $setOnInsert?: IsOpen<T> extends true ? Record<string, unknown> : { [P in Path<T>]?: Input<ValueAt<T, P>> }
}
