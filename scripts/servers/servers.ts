import { cosmosEmulator } from './cosmos-emulator/definition.ts'
import { cosmosd } from './cosmosd/definition.ts'
import { ferretdb } from './ferretdb/definition.ts'
import { mongoJava } from './mongo-java-server/definition.ts'
import { dynalite } from './dynalite/definition.ts'
import { dynamodbLocal } from './dynamodb-local/definition.ts'
import { embeddedPostgres } from './embedded-postgres/definition.ts'
import { postgresql } from './postgresql/definition.ts'
import type { Engine, ServerDefinition } from './server.ts'

/** Every server that adapters are held to. */
export const servers: readonly ServerDefinition[] = [
  cosmosd,
  cosmosEmulator,
  ferretdb,
  mongoJava,
  dynalite,
  dynamodbLocal,
  postgresql,
  embeddedPostgres,
]

/** The servers of one engine. */
export function serversOf(engine: Engine): readonly ServerDefinition[] {
  return servers.filter((server) => server.engine === engine)
}
