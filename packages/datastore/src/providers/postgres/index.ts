export { postgres, PostgresDatastoreProvider, type PostgresDatastoreOptions } from './provider.ts'
