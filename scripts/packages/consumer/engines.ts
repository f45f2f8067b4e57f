import { join } from 'node:path'
import { cosmosEmulator } from '../../servers/cosmos-emulator/definition.ts'
import { dynalite } from '../../servers/dynalite/definition.ts'
import { dynamodbLocal } from '../../servers/dynamodb-local/definition.ts'
import { embeddedPostgres } from '../../servers/embedded-postgres/definition.ts'
import { ferretdb } from '../../servers/ferretdb/definition.ts'
import { serversAreRequired, whyMissing } from '../../servers/installation.ts'
import { mongoJava } from '../../servers/mongo-java-server/definition.ts'
import { postgresql } from '../../servers/postgresql/definition.ts'
import type { Engine, ServerDefinition } from '../../servers/server.ts'
import { environmentOf } from '../../servers/start.ts'
import { ToolFailure } from '../../tool/tool-failure.ts'
import type { Project } from './project.ts'

/** A server on which the programs are run. */
export interface Candidate {
  readonly server: ServerDefinition
  /** The steps of a day of orders that it cannot do, although its engine can. */
  readonly without?: readonly string[]
}

/** An engine as its user has it: a provider, an SDK to install, a server. */
export interface EngineInUse {
  readonly provider: Engine
  readonly sdk: string
  /** The version of the SDK before those that fit; `stub`: it is too large to be fetched for this, and imitated. */
  readonly older: string
  /** Where no server is. */
  readonly nowhere: string
  /** The best one first. */
  readonly candidates: (project: Project) => readonly Candidate[]
  /** Whether a process ends without `close()`. */
  readonly endsUnclosed: boolean
}

const transactSteps = ['transact', 'transact, where the second fails']

export const enginesInUse: readonly EngineInUse[] = [
  {
    provider: 'cosmos',
    sdk: '@azure/cosmos',
    older: '3',
    nowhere: 'http://127.0.0.1:1',
    candidates: (project) => [{ server: emulatorOf(project) }],
    endsUnclosed: true,
  },
  {
    provider: 'dynamodb',
    sdk: '@aws-sdk/client-dynamodb',
    older: 'stub',
    nowhere: 'http://127.0.0.1:1',
    candidates: () => [{ server: dynamodbLocal }, { server: dynalite, without: transactSteps }],
    endsUnclosed: true,
  },
  {
    provider: 'mongo',
    sdk: 'mongodb',
    older: '5',
    nowhere: 'mongodb://127.0.0.1:1/',
    candidates: () => [{ server: mongoJava }, { server: ferretdb, without: ['aggregate'] }],
    endsUnclosed: false,
  },
  {
    provider: 'postgres',
    sdk: 'pg',
    older: '7',
    nowhere: 'postgres://app@127.0.0.1:1/app',
    candidates: () => [{ server: embeddedPostgres }, { server: postgresql }],
    endsUnclosed: true,
  },
]

/** The variables of a user whose server is not there: enough for what goes wrong before anything is sent. */
export function environmentOfNowhere(engine: EngineInUse, project: Project): Readonly<Record<string, string>> {
  const [first] = engine.candidates(project)
  return first === undefined ? {} : environmentOf(first.server, engine.nowhere)
}

/**
 * The best server that is on this machine, or why there is none.
 *
 * @throws ToolFailure where servers are required, and the best one is not there
 */
export function candidateOf(engine: EngineInUse, project: Project): Candidate | string {
  const candidates = engine.candidates(project)
  const found = candidates.find(({ server }) => whyMissing(server) === undefined)
  const missing = candidates.flatMap(({ server }) => whyMissing(server) ?? [])
  if (serversAreRequired() && found !== candidates[0]) throw new ToolFailure(missing.join('\n'))
  return found ?? missing.join('; or ')
}

/** The emulator out of its tarball, with the variables of the one that the tests start from its source. */
function emulatorOf({ folder, node }: Project): ServerDefinition {
  const key = cosmosEmulator.environment('')['COSMOS_KEY'] ?? ''
  return {
    ...cosmosEmulator,
    title: 'the emulator of the tarball',
    start: ({ port }) => ({ program: node, arguments: [join(folder, 'emulator.mjs'), String(port), key] }),
  }
}
