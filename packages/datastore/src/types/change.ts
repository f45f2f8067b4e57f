import type { OperationOptions } from '@bytelyst/core'

/** A change of one document. Delivered at least once, in order per document; `token` is where to go on after it. */
export type Change<T> =
  | { readonly kind: 'put'; readonly document: T; readonly token: string }
  | { readonly kind: 'delete'; readonly id: string; readonly partitionKey: string; readonly token: string }

/** Where a change feed begins. */
export interface ChangesOptions extends OperationOptions {
  /** A change's token, to go on after it; `'start'`: everything there is; `'now'`, the default: what comes from here on. */
  readonly from?: string | undefined
}
