import { isCloudError, withinBounds, type OperationOptions } from '@bytelyst/core'
import type { Context } from '../connection.ts'
import { deliver } from '../deliver.ts'
import type { DriverChange } from '../driver.ts'
import { unsupported } from '../support.ts'
import type { Change } from '../types/change.ts'

/**
 * The driver's changes as the caller sees them. `timeoutMs` bounds the wait for each next change; leaving the loop,
 * aborting or closing ends the driver's feed.
 */
export async function* changesOf<T>(
  { driver, target }: Pick<Context, 'driver' | 'target'>,
  from: string,
  options: OperationOptions,
): AsyncGenerator<Change<T>, void, undefined> {
  if (driver.changes === undefined) throw unsupported('changes')
  const controller = new AbortController()
  const feed = driver.changes(target, from, controller.signal)[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await withinBounds(options, () => feed.next())
      if (next.done === true) return
      yield toChange<T>(next.value)
    }
  } finally {
    controller.abort()
    await feed.return?.().catch((error: unknown) => {
      if (!isCloudError(error)) throw error
    })
  }
}

function toChange<T>(change: DriverChange): Change<T> {
  const { token } = change
  if (change.kind === 'delete') return { kind: 'delete', ...change.key, token }
  return { kind: 'put', document: deliver<T>(change.stored), token }
}
