import type { Engine } from './server.ts'
import { serversOf } from './servers.ts'

/** A case of a contract, as far as it matters here. */
interface CaseFacts {
  readonly id: string
  readonly needs?: object | undefined
}

/**
 * The cases that no server of others proves for a provider: on every one of them the case is an exception, or needs what the
 * server lacks. What they promise, only the user's own cloud can show.
 */
export function unprovedCases<Case extends CaseFacts>(engine: Engine, cases: readonly Case[]): readonly Case[] {
  const servers = serversOf(engine).filter(({ isOurs }) => isOurs !== true)
  return cases.filter(({ id, needs = {} }) =>
    servers.every(
      ({ exceptions, lacks = [] }) => id in exceptions || Object.keys(needs).some((name) => lacks.includes(name)),
    ),
  )
}
