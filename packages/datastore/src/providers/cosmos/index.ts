export { cosmos, CosmosDatastoreProvider, type CosmosDatastoreOptions } from './provider.ts'
