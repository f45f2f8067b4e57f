import type { Peer } from '@bytelyst/core'

/** The SDK that the user installs. */
export const peer: Peer = { name: 'mongodb', range: '^6.0.0 || ^7.0.0' }
