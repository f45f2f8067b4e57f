import { CloudError } from './cloud-error.ts'
import type { Peer } from './provider-definition.ts'

/**
 * The error for an SDK that is not installed, or that is installed and fails to load.
 *
 * @example
 * ```ts
 * import { missingDependency } from '@bytelyst/core'
 *
 * throw missingDependency('datastore', 'mongo', { name: 'mongodb', range: '>=6 <8' }, new Error('not found'))
 * ```
 */
export function missingDependency(service: string, provider: string, peer: Peer, cause: unknown): CloudError {
  const absent = (cause as { code?: unknown } | null)?.code === 'ERR_MODULE_NOT_FOUND'
  return new CloudError({
    code: 'missing_dependency',
    message: `the ${provider} provider needs the package "${peer.name}" (${peer.range}), which ${
      absent ? 'is not installed' : 'did not load'
    }. Install it: npm install ${peer.name}`,
    service,
    provider,
    cause,
  })
}
