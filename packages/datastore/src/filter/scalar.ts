import { CloudError } from '@bytelyst/core'
import type { Scalar } from '../types/document.ts'
import { parseScalar } from './operands.ts'

/**
 * The strict gate for values that come from a request: a scalar passes, an object or a list is refused, so that
 * `?password[$ne]=` can never become an operator.
 *
 * @throws CloudError `invalid_argument`
 *
 * @example
 * ```ts
 * import { scalar } from '@bytelyst/datastore'
 *
 * const query: Record<string, unknown> = { email: 'ada@example.com' }
 * const filter = { email: scalar(query['email']) }
 * ```
 */
export function scalar<V>(value: V): Extract<V, Scalar> extends never ? Scalar : Extract<V, Scalar>
export function scalar(value: unknown): Scalar {
  if (typeof value === 'object' && value !== null) {
    throw new CloudError({
      code: 'invalid_argument',
      service: 'datastore',
      message: 'expected a scalar, got an object or a list',
    })
  }
  return parseScalar(value, 'value')
}
