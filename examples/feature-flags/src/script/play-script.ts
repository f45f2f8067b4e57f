import { playAudit } from './audit.ts'
import type { Client } from './client.ts'
import { playEvaluations } from './evaluations.ts'
import { leaveVersions, playFlags, type FlagVersions } from './flags.ts'
import { playHostile } from './hostile.ts'
import { playMovies } from './movies.ts'
import { playProducts } from './products.ts'
import { playRaces } from './races.ts'
import { playExpiry, playSessions } from './sessions.ts'
import { playUsage } from './usage.ts'

/** The whole script, on a service that has nothing but its catalogue. */
export async function playScript(client: Client): Promise<FlagVersions> {
  const brief = await playSessions(client)
  await playProducts(client)
  await playFlags(client)
  await playEvaluations(client)
  await playUsage(client)
  await playAudit(client)
  await playMovies(client)
  await playHostile(client)
  await playRaces(client)
  await playExpiry(client, brief)
  return leaveVersions(client)
}
