import {
  CloudError,
  isCloudError,
  isTelemetryOn,
  safeCause,
  traced,
  withinBounds,
  type Call,
  type CloudErrorCode,
  type OperationOptions,
} from '@bytelyst/core'
import { defineCollection } from './collection-config.ts'
import { parsePartitionKeyPath } from './document/identity.ts'
import type { CollectionDefinition, CollectionSettings, DatastoreDriver, Target } from './driver.ts'
import { describeOperation, instrumentation } from './telemetry.ts'
import { withoutValues } from './without-values.ts'
import type { CollectionConfig } from './types.ts'
import type { DatastoreCapabilities } from './types/capabilities.ts'
import type { StandardSchema } from './types/standard-schema.ts'

/** How a provider reaches its driver, and what is known about its collections. */
export interface ConnectionOptions<Native> {
  /** The provider's name, as errors and spans tell it. */
  readonly provider: string
  /** What the driver can do, as far as it is known before it is open. */
  readonly capabilities: DatastoreCapabilities
  /** Makes the driver, on first use. What it throws, the call that needed it throws; the next call tries again. */
  readonly open: () => DatastoreDriver<Native> | Promise<DatastoreDriver<Native>>
  /** Collections that are initialised on their first use. */
  readonly collections: Readonly<Record<string, CollectionConfig>>
}

/** A collection that is ready to be used. */
export interface Session {
  readonly driver: DatastoreDriver
  readonly target: Target
  readonly schema: StandardSchema | undefined
}

/** One call on a collection. */
export interface Context extends Session {
  readonly call: Call
  /** Set before the first write is sent: from then on a lost answer is ambiguous. */
  wrote: boolean
  /** Set once a part may be applied for good: from then on every failure leaves the whole in doubt. */
  appliedPart: boolean
}

/** Which call it is, for errors and telemetry. */
export interface OperationName {
  readonly operation: string
  readonly collection?: string
}

const explanations: Readonly<Partial<Record<CloudErrorCode, string>>> = {
  unavailable: 'the engine could not be reached or did not answer; try again',
  timeout: 'the engine did not answer in time',
  rate_limited: 'the engine is throttling; wait and try again',
  unauthenticated: 'the engine does not accept the credentials',
  permission_denied: 'the credentials do not allow this',
  quota_exceeded: 'the engine has no room left',
  closed: 'the provider has been closed',
}

/** The driver of one provider, opened on first use, with its collections' settings. */
export class Connection<Native = unknown> {
  readonly provider: string
  readonly #options: ConnectionOptions<Native>
  readonly #sessions = new Map<string, Session>()
  readonly #configs = new Map<string, CollectionConfig>()
  #opening: Promise<DatastoreDriver<Native>> | undefined
  #driver: DatastoreDriver<Native> | undefined
  #closing: Promise<void> | undefined

  constructor(options: ConnectionOptions<Native>) {
    this.provider = options.provider
    this.#options = options
  }

  get capabilities(): DatastoreCapabilities {
    return this.#driver?.capabilities ?? this.#options.capabilities
  }

  /** Runs a call on the whole provider. */
  async run<R>(
    name: OperationName,
    options: OperationOptions,
    work: (driver: DatastoreDriver<Native>, call: Call) => Promise<R>,
  ): Promise<R> {
    this.assertOpen(name)
    try {
      return await this.#traced(name, () =>
        withinBounds(options, async (call) => work(this.#driver ?? (await this.#open()), call)),
      )
    } catch (error) {
      throw this.explain(error, name, false)
    }
  }

  /** Answers a call that needs no engine, within its bounds all the same. */
  async answer<R>(name: OperationName, options: OperationOptions, answer: R): Promise<R> {
    try {
      return await withinBounds(options, () => Promise.resolve(answer))
    } catch (error) {
      throw this.explain(error, name, false)
    }
  }

  /** Runs a call on a collection. */
  async perform<R>(
    name: OperationName & { readonly collection: string },
    options: OperationOptions | undefined,
    work: (context: Context) => Promise<R>,
  ): Promise<R> {
    let context: Context | undefined
    try {
      return await this.#traced(name, () =>
        withinBounds(options, (call) => {
          const begin = ({ driver, target, schema }: Session): Promise<R> =>
            work((context = { driver, target, schema, call, wrote: false, appliedPart: false }))
          const session = this.#sessions.get(name.collection)
          return session === undefined ? this.#prepare(name.collection, call).then(begin) : begin(session)
        }),
      )
    } catch (error) {
      throw this.explain(error, name, context?.wrote ?? false, context?.appliedPart)
    }
  }

  /** @throws CloudError `closed` after {@link close} */
  assertOpen({ operation, collection }: OperationName): void {
    if (this.#closing === undefined) return
    const message = `${operation}: the ${this.provider} provider has been closed`
    throw this.#error({ code: 'closed', message, operation, resource: collection })
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      const driver = this.#driver ?? (await this.#opening?.catch(() => undefined))
      await driver?.close()
    })().catch((error: unknown) => {
      throw this.explain(error, { operation: 'close' }, false)
    })
    return this.#closing
  }

  /** The error that the caller gets: complete, with a code, and without anything of the engine's own that may be secret. */
  explain(
    error: unknown,
    { operation, collection }: OperationName,
    wrote: boolean,
    appliedPart: boolean = false,
  ): CloudError {
    const prefix = collection === undefined ? `${operation}: ` : `${collection}.${operation}: `
    if (isCloudError(error)) {
      if (error.operation !== undefined) return error
      const { code, retryable, retryAfterMs, index, cause } = error
      const ambiguous = appliedPart || (error.ambiguous ?? (wrote && isLostAnswer(code) ? true : undefined))
      const message = prefix + error.message
      const facts = { code, message, retryable, retryAfterMs, ambiguous, index, cause }
      return this.#error({ ...facts, operation, resource: collection })
    }
    const known = this.#driver?.classify(error)
    const code = known?.code ?? (this.#closing === undefined ? 'unknown' : 'closed')
    const detail = known?.message ?? explanations[code] ?? 'the engine failed; its error is the cause'
    return this.#error({
      code,
      message: prefix + detail,
      operation,
      resource: collection,
      retryable: known?.retryable,
      retryAfterMs: known?.retryAfterMs,
      ambiguous: appliedPart || (known?.ambiguous ?? (wrote && isLostAnswer(code) ? true : undefined)),
      cause: safeCause(error, [], withoutValues),
    })
  }

  /**
   * Creates collections and remembers their configuration.
   *
   * @throws CloudError `misconfigured` when one is there with another partition key path; nothing is changed then
   */
  async initialize(
    driver: DatastoreDriver,
    definitions: readonly CollectionDefinition[],
    configs: ReadonlyMap<string, CollectionConfig>,
    call: Call,
  ): Promise<void> {
    const compare = async (): Promise<void> => {
      for (const definition of definitions) {
        const stored = await driver.readSettings(definition.name, call)
        if (stored !== null && stored.partitionKeyPath !== definition.partitionKeyPath) {
          throw new CloudError({
            code: 'misconfigured',
            message: `the collection "${definition.name}" exists with partitionKeyPath "${stored.partitionKeyPath}", not "${definition.partitionKeyPath}"; it cannot be changed`,
          })
        }
      }
    }
    await compare()
    await driver.initialize(definitions, call)
    await compare() // Another process may have created it in between, with another path.
    for (const definition of definitions) {
      const config = configs.get(definition.name)
      if (config !== undefined) this.#configs.set(definition.name, config)
      this.#remember(definition.name, driver, definition)
    }
  }

  /** Nothing is known about this collection any longer. */
  forget(collection: string): void {
    this.#sessions.delete(collection)
    this.#configs.delete(collection)
  }

  #traced<R>({ operation, collection }: OperationName, work: () => Promise<R>): Promise<R> {
    if (!isTelemetryOn()) return work()
    return traced(instrumentation, describeOperation(this.provider, operation, collection), work)
  }

  async #prepare(collection: string, call: Call): Promise<Session> {
    const driver = this.#driver ?? (await this.#open())
    if (Object.hasOwn(this.#options.collections, collection)) {
      const config = this.#options.collections[collection] as CollectionConfig
      const definition = defineCollection(collection, config, driver.capabilities)
      await this.initialize(driver, [definition], new Map([[collection, config]]), call)
      return this.#sessions.get(collection) as Session
    }
    const stored = await driver.readSettings(collection, call)
    return this.#remember(collection, driver, stored ?? { partitionKeyPath: '/id', defaultTtl: undefined })
  }

  #remember(collection: string, driver: DatastoreDriver, settings: CollectionSettings): Session {
    const { partitionKeyPath, defaultTtl } = settings
    const target: Target = {
      collection,
      settings: { partitionKeyPath, defaultTtl },
      partitionKeyPath: parsePartitionKeyPath(partitionKeyPath, 'partitionKeyPath'),
    }
    const session = { driver, target, schema: this.#configs.get(collection)?.schema }
    this.#sessions.set(collection, session)
    return session
  }

  #open(): Promise<DatastoreDriver<Native>> {
    this.#opening ??= (async () => {
      try {
        return (this.#driver = await this.#options.open())
      } catch (error) {
        this.#opening = undefined
        throw error
      }
    })()
    return this.#opening
  }

  #error(facts: ConstructorParameters<typeof CloudError>[0]): CloudError {
    return new CloudError({ ...facts, service: 'datastore', provider: this.provider })
  }
}

function isLostAnswer(code: CloudErrorCode): boolean {
  return code === 'aborted' || code === 'timeout' || code === 'unavailable' || code === 'closed'
}
