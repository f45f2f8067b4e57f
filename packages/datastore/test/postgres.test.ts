import { PostgresDatastoreProvider } from '../src/providers/postgres/index.ts'
import { describeOnServers } from './support/on-servers.ts'

describeOnServers(
  'postgres',
  ({ environment, clock }) => new PostgresDatastoreProvider({ url: environment['DATABASE_URL'], clock }),
)
