import type { Peer } from '@bytelyst/core'

/** The SDK that the user installs. */
export const peer: Peer = { name: '@aws-sdk/client-dynamodb', range: '^3.0.0' }
