export { shelf, ShelfDatastoreProvider, type ShelfDatastoreOptions } from './provider.ts'
