import type { AsyncLocalStorage } from 'node:async_hooks'

/** Ids of the request that is being served. Loggers of any cloud and adapters read them. */
export interface RequestContext {
  readonly requestId?: string
  /** Any other id: a trace, a tenant, a user. */
  readonly [id: string]: string | undefined
}

const key: unique symbol = Symbol.for('bytelyst.request-context') as never
type Holder = { [key]?: AsyncLocalStorage<RequestContext> | undefined }

/** One storage for all copies of this package; absent where the runtime has no AsyncLocalStorage. */
function storage(): AsyncLocalStorage<RequestContext> | undefined {
  const holder = globalThis as Holder
  // A static import of node:async_hooks would stop bundlers for browsers.
  const hooks = globalThis.process?.getBuiltinModule?.('node:async_hooks')
  return (holder[key] ??= hooks && new hooks.AsyncLocalStorage<RequestContext>())
}

/**
 * Runs `work`, and everything that it awaits, with these ids as the request's.
 * Where the runtime has no AsyncLocalStorage `work` runs without them.
 *
 * @example
 * ```ts
 * import { requestContext, runWithRequestContext } from '@bytelyst/core'
 *
 * await runWithRequestContext({ requestId: 'r-1' }, async () => {
 *   console.log(requestContext().requestId) // r-1
 * })
 * ```
 */
export function runWithRequestContext<R>(context: RequestContext, work: () => R): R {
  const current = storage()
  return current ? current.run(context, work) : work()
}

/** The ids of the current request; an empty record outside of one. */
export function requestContext(): RequestContext {
  return storage()?.getStore() ?? {}
}
