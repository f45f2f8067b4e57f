import { describeConformance } from '@bytelyst/conformance/vitest'
import { suite } from '@bytelyst/datastore/conformance'
import { ShelfDatastoreProvider } from './index.ts'

describeConformance(suite, {
  title: 'shelf',
  open: () => Promise.resolve({ create: () => new ShelfDatastoreProvider({ url: 'shelf://127.0.0.1' }) }),
})
