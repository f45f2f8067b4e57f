import { DynamoDbDatastoreProvider } from '../src/providers/dynamodb/index.ts'
import { describeOnServers } from './support/on-servers.ts'

describeOnServers('dynamodb', ({ environment, clock }) => {
  return new DynamoDbDatastoreProvider({
    endpoint: environment['DYNAMODB_ENDPOINT'],
    region: environment['AWS_REGION'],
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    clock,
  })
})
