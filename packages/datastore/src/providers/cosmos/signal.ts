import type { Call } from '@bytelyst/core'

/** The signal of a call, as the SDK's requests take it. */
export function signalOf({ signal }: Call): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal }
}
