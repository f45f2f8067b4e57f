import { createSecretKey } from 'node:crypto'
import type { Faults } from './faults/faults.ts'
import { InjectedFaults } from './faults/faults.ts'
import { requireAuthorization } from './http/authorization.ts'
import { selfSignedCertificate, type Certificate } from './http/certificate.ts'
import { listen, type Patience } from './http/listener.ts'
import { errorReply, type Handler } from './http/reply.ts'
import { Snapshots } from './operations/snapshots.ts'
import { wellKnownKey, type CosmosEmulatorOptions } from './options.ts'
import { Router } from './routes/router.ts'
import { seedAccount, type Seed } from './seed.ts'
import { ServiceError } from './service-error.ts'
import { Account } from './store/account.ts'
import { openJournal } from './store/replay.ts'

/** An emulator that is listening. */
export interface CosmosEmulator {
  /** The endpoint, like `http://127.0.0.1:51234`. */
  readonly url: string
  /** The account key. */
  readonly key: string
  /** Endpoint and key as `new CosmosClient(connectionString)` takes them. */
  readonly connectionString: string
  /** With `tls`: the certificate to trust, PEM. */
  readonly certificate: string | undefined
  /** Deletes all databases, and ends all faults. */
  readonly reset: () => void
  /** Makes databases and containers with documents, without requests. */
  readonly seed: (seed: Seed) => void
  /** Makes it misbehave. */
  readonly faults: Faults
  /** Ends it and every connection. Can be called again. */
  readonly close: () => Promise<void>
}

/** What tests change of an emulator. */
export interface Seams {
  /** Stands around everything: what a request meets first. */
  readonly around?: (handler: Handler) => Handler
  readonly patience?: Patience
}

const mostPartitions = 1024

/** Starts an emulator that may be wrong on purpose. */
export async function startEmulator(options: CosmosEmulatorOptions, seams: Seams = {}): Promise<CosmosEmulator> {
  const { port = 0, key = wellKnownKey, token, persistPath, clock = Date.now } = options
  const { partitions = 4, throughput } = options
  requireWhole('port', port, 0, 65_535)
  requireWhole('partitions', partitions, 1, mostPartitions)
  if (throughput !== undefined) requireWhole('throughput', throughput, 1, Number.MAX_SAFE_INTEGER)
  if (!/^[\w+/]+={0,2}$/.test(key)) throw new TypeError('key is base64')
  const certificate = certificateOf(options.tls)
  const account = new Account({ clock, partitions, throughput })
  const journal = persistPath === undefined ? undefined : openJournal(account, persistPath)
  const faults = new InjectedFaults(account)
  const snapshots = new Snapshots()
  let url = ''
  const router = new Router(account, snapshots, () => url)
  const answer = faults.around(async (request) => router.answer(request))
  const secrets = { key: createSecretKey(key, 'base64'), token }
  const guarded: Handler = async (request) => {
    try {
      requireAuthorization(request, secrets)
    } catch (error) {
      if (error instanceof ServiceError) return errorReply(error)
      throw error
    }
    return answer(request)
  }
  const { around = (handler: Handler) => handler, patience } = seams
  const listener = await listen(around(guarded), port, certificate, patience).catch((error: unknown) => {
    journal?.close()
    throw error
  })
  url = `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${listener.port}`
  let closing: Promise<void> | undefined
  return {
    url,
    key,
    connectionString: `AccountEndpoint=${url}/;AccountKey=${key};`,
    certificate: certificate?.cert,
    faults,
    seed: (seed) => seedAccount(account, seed),
    reset() {
      account.reset()
      snapshots.clear()
      faults.clear()
    },
    close: () => (closing ??= listener.close().then(() => journal?.close())),
  }
}

/**
 * Starts a server that the SDK `@azure/cosmos` talks to as it talks to Azure Cosmos DB, in this process, on 127.0.0.1
 * alone.
 *
 * ```ts
 * import { CosmosClient } from '@azure/cosmos'
 * import { startCosmosEmulator } from '@bytelyst/emulators/cosmos'
 *
 * const emulator = await startCosmosEmulator()
 * const client = new CosmosClient({ endpoint: emulator.url, key: emulator.key })
 * const { database } = await client.databases.createIfNotExists({ id: 'app' })
 * await emulator.close()
 * ```
 *
 * @throws TypeError for options that are none, Error for a port that is taken or a file that cannot be read
 */
export function startCosmosEmulator(options: CosmosEmulatorOptions = {}): Promise<CosmosEmulator> {
  return startEmulator(options)
}

function certificateOf(tls: CosmosEmulatorOptions['tls']): Certificate | undefined {
  if (tls === undefined || tls === false) return undefined
  return tls === true ? selfSignedCertificate() : tls
}

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new TypeError(`${name} is a whole number from ${least} to ${most}`)
}
