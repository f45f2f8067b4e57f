export { dynamodb, DynamoDbDatastoreProvider, type DynamoDbDatastoreOptions } from './provider.ts'
