import type { CollectionConfig } from '@bytelyst/datastore'

/** How the service's collections are laid out. The same on every provider. */
export const collections: Readonly<Record<string, CollectionConfig>> = {
  products: { partitionKeyPath: '/id', indexes: [{ paths: { plan: 1 } }] },
  feature_flags: { partitionKeyPath: '/productId' },
  audit_log: { partitionKeyPath: '/productId', indexes: [{ paths: { at: -1 } }] },
  usage_counters: { partitionKeyPath: '/productId', indexes: [{ paths: { day: 1 } }] },
  // Half an hour after its last write a session is gone.
  sessions: { partitionKeyPath: '/id', defaultTtl: 1800, indexes: [{ paths: { email: 1 } }] },
  movies: {
    partitionKeyPath: '/id',
    indexes: [{ paths: { 'IMDB Rating': -1 } }, { paths: { 'Major Genre': 1 } }, { paths: { Title: 1 } }],
  },
}
