import type { Peer } from '@bytelyst/core'

/** The SDK that the user installs. Versions before it take another kind of request handler. */
export const peer: Peer = { name: '@aws-sdk/client-dynamodb', range: '^3.521.0' }
