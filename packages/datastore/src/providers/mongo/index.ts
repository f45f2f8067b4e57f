export { mongo, MongoDatastoreProvider, type MongoDatastoreOptions } from './provider.ts'
