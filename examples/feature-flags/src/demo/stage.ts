import type { Part } from '../script/part.ts'
import { play, type Played, type PlayOptions } from './play.ts'
import type { RunningService, StartService } from './start-service.ts'

/** A script on one provider. */
export interface ServiceRun extends Played {
  readonly data: string
}

/** What every service of the comparison is started and played with. */
export interface Stage {
  readonly signal: AbortSignal
  /** Told what is being done. */
  readonly say: (line: string) => void
  readonly start: StartService
}

/**
 * The variables from which some provider, or the SDK below it, takes where its data is and how to get there. The
 * comparison hands none of them on: it must never write into a database of whoever runs it.
 */
const ofDatastores =
  /^(?:AWS_|AZURE_|COSMOS_|DATABASE_URL|DB_PROVIDER|DYNAMODB_|MEMORY_|MONGO_|MONGODB_|PG|POSTGRES_|SQLITE_)/i

/** The variables of this process, without those that are about datastores. */
export function neutralEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofDatastores.test(name)))
}

/** Starts the service, does something with it, and ends it. */
export async function withService<T>(
  { start }: Stage,
  environment: Readonly<Record<string, string>>,
  work: (service: RunningService) => Promise<T>,
): Promise<T> {
  const service = await start({ ...neutralEnvironment(), ...environment })
  try {
    return await work(service)
  } finally {
    await service.stop()
  }
}

/** Starts the service, plays of the script what its provider can, and ends it. */
export function playOn(
  stage: Stage,
  environment: Readonly<Record<string, string>>,
  script: readonly Part[],
  memory: Omit<PlayOptions, 'signal'> = {},
): Promise<ServiceRun> {
  const { signal } = stage
  return withService(stage, environment, async (service) => ({
    ...(await play(service, script, { signal, ...memory })),
    data: service.data,
  }))
}
