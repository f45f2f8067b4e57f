import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { DatastoreCapabilities } from '@bytelyst/datastore'

/** What a service tells of itself when it listens. */
export interface ServiceReport {
  readonly url: string
  /** Where its data is. */
  readonly data: string
  /** What its provider can do, as the server answered where it had to be asked. */
  readonly capabilities: DatastoreCapabilities
}

/** A service in a process of its own. */
export interface RunningService extends ServiceReport {
  stop(): Promise<void>
}

export type StartService = (environment: NodeJS.ProcessEnv) => Promise<RunningService>

/** Starts the service with these environment variables on a free port, and waits until it listens. */
export const startService: StartService = async (environment) => {
  const child = fork(new URL('./stepped-service.ts', import.meta.url), {
    env: environment,
    // Takes the workspace's packages from their sources; an installed package has no such condition.
    execArgv: ['--conditions=@bytelyst/source'],
  })
  const exited = once(child, 'exit')
  const failed = exited.then(([code]): never => {
    throw new Error(`the service ended before it listened, with exit code ${code}`)
  })
  const [report] = (await Promise.race([once(child, 'message'), failed])) as [ServiceReport]
  return {
    ...report,
    async stop() {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}
