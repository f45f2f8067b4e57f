import type { Peer } from '@bytelyst/core'

/** The SDK that the user installs. Before 4.2 it does not reach an emulator without TLS. */
export const peer: Peer = { name: '@azure/cosmos', range: '^4.2.0' }
