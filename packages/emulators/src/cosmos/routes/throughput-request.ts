import type { CosmosRequest } from '../http/request.ts'
import type { Json } from '../json.ts'
import { ServiceError } from '../service-error.ts'
import type { Throughput } from '../store/offer.ts'
import { field } from '../store/partition-key.ts'

const least = 400
const leastMaximum = 1000

/** What throughput the headers of a creation ask for. */
export function throughputOf({ headers }: CosmosRequest): Throughput | undefined {
  const fixed = headers['x-ms-offer-throughput']
  const settings = headers['x-ms-cosmos-offer-autopilot-settings']
  if (fixed !== undefined) return requireThroughput({ offerThroughput: Number(fixed) })
  if (settings === undefined) return undefined
  let parsed: Json
  try {
    parsed = JSON.parse(settings) as Json
  } catch {
    throw invalid()
  }
  return requireThroughput({ offerAutopilotSettings: { maxThroughput: field(parsed, 'maxThroughput') ?? null } })
}

/** @throws ServiceError 400 for what is no throughput */
export function requireThroughput(content: Json | undefined): Throughput {
  const fixed = field(content, 'offerThroughput')
  const most = field(field(content, 'offerAutopilotSettings'), 'maxThroughput')
  if (typeof most === 'number' && most >= leastMaximum && most % leastMaximum === 0) {
    return { offerAutopilotSettings: { maxThroughput: most } }
  }
  if (most === undefined && typeof fixed === 'number' && fixed >= least && fixed % 100 === 0) {
    return { offerThroughput: fixed }
  }
  throw invalid()
}

function invalid(): ServiceError {
  return new ServiceError(
    400,
    `The throughput is invalid: from ${least} on in steps of 100, or a maximum from ${leastMaximum} on in steps of ${leastMaximum}.`,
  )
}
