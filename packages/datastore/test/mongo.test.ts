import { MongoDatastoreProvider } from '../src/providers/mongo/index.ts'
import { describeOnServers } from './support/on-servers.ts'

describeOnServers('mongo', ({ environment, clock }) => {
  const { MONGO_URI: uri, MONGO_DATABASE: database } = environment
  return new MongoDatastoreProvider({ uri, database, clock })
})
