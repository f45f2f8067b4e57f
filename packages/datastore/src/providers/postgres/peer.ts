import type { Peer } from '@bytelyst/core'

/** The package that the user installs: from the first version that can send one statement alone. */
export const peer: Peer = { name: 'pg', range: '>=8.12 <9' }
