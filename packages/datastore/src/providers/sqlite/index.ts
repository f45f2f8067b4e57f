export { sqlite, SqliteDatastoreProvider, type SqliteDatastoreOptions } from './provider.ts'
