import { cosmosEmulator } from '../../../../scripts/servers/cosmos-emulator/definition.ts'
import { cosmosd } from '../../../../scripts/servers/cosmosd/definition.ts'
import { dynalite } from '../../../../scripts/servers/dynalite/definition.ts'
import { dynamodbLocal } from '../../../../scripts/servers/dynamodb-local/definition.ts'
import { embeddedPostgres } from '../../../../scripts/servers/embedded-postgres/definition.ts'
import { ferretdb } from '../../../../scripts/servers/ferretdb/definition.ts'
import { whyMissing } from '../../../../scripts/servers/installation.ts'
import { mongoJava } from '../../../../scripts/servers/mongo-java-server/definition.ts'
import { postgresql } from '../../../../scripts/servers/postgresql/definition.ts'
import type { Engine, ServerDefinition } from '../../../../scripts/servers/server.ts'

/**
 * The servers of each engine, the one that is most like it first; the engines in the order in which they are played.
 * FerretDB lacks most aggregates, dynalite what came to DynamoDB in the last years, and our own emulator proves only our
 * reading of Cosmos DB.
 */
const preferences: readonly (readonly [Engine, readonly ServerDefinition[]])[] = [
  ['postgres', [embeddedPostgres, postgresql]],
  ['mongo', [mongoJava, ferretdb]],
  ['dynamodb', [dynamodbLocal, dynalite]],
  ['cosmos', [cosmosd, cosmosEmulator]],
]

/** On what an engine can be played here. */
export interface Choice {
  readonly engine: Engine
  /** Absent: no server of this engine is on this machine. */
  readonly server: ServerDefinition | undefined
  /** Why not on those that are preferred to it, each with how to install it. */
  readonly missing: readonly string[]
}

/** Chooses for each engine the server that is most like it, of those that are on this machine. */
export function chooseServers(reasonOf = whyMissing): readonly Choice[] {
  return preferences.map(([engine, servers]) => {
    const reasons = servers.map(reasonOf)
    const first = reasons.indexOf(undefined)
    const missing = reasons.slice(0, first < 0 ? servers.length : first).filter((reason) => reason !== undefined)
    return { engine, server: servers[first], missing }
  })
}
