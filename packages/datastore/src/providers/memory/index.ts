export type { MemoryFaults } from './faults.ts'
export { memory, MemoryDatastoreProvider, type MemoryDatastoreOptions } from './provider.ts'
export type { MemorySnapshot } from './snapshot.ts'
