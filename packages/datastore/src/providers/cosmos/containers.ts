/** @ts-ignore: a project without the SDK does not use this provider */
import type { Container as ContainerClient, Database } from '@azure/cosmos'
import { CloudError, type Call } from '@bytelyst/core'
import type { CollectionDefinition } from '../../driver.ts'
import { containerFor, isSameContainer, settingsOf, withDefinition, type Container } from './container.ts'
import { signalOf } from './signal.ts'

/** Whether an answer is that of a replica which is behind the session: a 404 that tells nothing of what is there. */
export function isBehind(status: unknown, substatus: unknown): boolean {
  return status === 404 && substatus === 1002
}

/** What the status of an SDK's error is; undefined where it answers nothing. */
export function statusOf(error: unknown): unknown {
  const { code, substatus } = (error ?? {}) as { readonly code?: unknown; readonly substatus?: unknown }
  return isBehind(code, substatus) ? undefined : code
}

/** The containers of one database: what is known of them, and how they are made. */
export class Containers {
  readonly #database: Database
  readonly #createDatabase: (call: Call) => Promise<unknown>
  readonly #known = new Map<string, Container>()
  /** Set when a container was missing because the whole database is; then nothing can be answered. */
  #databaseMissing = false

  constructor(database: Database, createDatabase: (call: Call) => Promise<unknown>) {
    this.#database = database
    this.#createDatabase = createDatabase
  }

  client(name: string): ContainerClient {
    return this.#database.container(name)
  }

  known(name: string): Container | undefined {
    return this.#known.get(name)
  }

  /** The container as the engine has it now; null when there is none. */
  async read(name: string, call: Call): Promise<Container | null> {
    try {
      const { resource } = await this.client(name).read(signalOf(call))
      this.#databaseMissing = false
      this.#known.set(name, resource as Container)
      return resource as Container
    } catch (error) {
      if (statusOf(error) !== 404) throw error
      this.#known.delete(name)
      this.#databaseMissing = !(await this.#hasDatabase(call))
      return null
    }
  }

  /** @throws CloudError `misconfigured` when there is no database, which is not the same as one without a container */
  async checkDatabase(call: Call): Promise<void> {
    if (!this.#databaseMissing) return
    if (await this.#hasDatabase(call)) this.#databaseMissing = false
    else throw missingDatabase()
  }

  /** The container for a collection, made or changed where it has to be. */
  async ensure(definition: CollectionDefinition, call: Call): Promise<void> {
    for (;;) {
      call.check()
      const container = (await this.read(definition.name, call)) ?? (await this.#create(definition, call))
      // Lost the race for it: it is there now.
      if (container === null) continue
      if (settingsOf(container).partitionKeyPath !== definition.partitionKeyPath) return
      const wanted = withDefinition(container, definition)
      if (isSameContainer(container, wanted) || (await this.#replace(container, wanted, call))) return
    }
  }

  /**
   * Makes the container for a collection that nobody initialised, before the first write into it.
   *
   * @throws CloudError `misconfigured` when another process has made it since, with another partition key path
   */
  async ensureForWriting(name: string, partitionKeyPath: string, call: Call): Promise<void> {
    if (this.#known.has(name)) return
    await this.checkDatabase(call)
    const definition = { name, partitionKeyPath, defaultTtl: undefined, indexes: [] }
    let container = await this.read(name, call)
    while (container === null) container = (await this.#create(definition, call)) ?? (await this.read(name, call))
    if (settingsOf(container).partitionKeyPath === partitionKeyPath) return
    this.#known.delete(name)
    const message = `the container "${name}" has been made since this process looked, with another partitionKeyPath; name it in initialize`
    throw new CloudError({ code: 'misconfigured', message })
  }

  /** Nothing is known about this container any longer. */
  forget(name: string): void {
    this.#known.delete(name)
  }

  async drop(name: string, call: Call): Promise<void> {
    this.#known.delete(name)
    try {
      await this.client(name).delete(signalOf(call))
    } catch (error) {
      if (statusOf(error) !== 404) throw error
    }
  }

  async ping(call: Call): Promise<void> {
    if (!(await this.#hasDatabase(call))) throw missingDatabase()
  }

  async #hasDatabase(call: Call): Promise<boolean> {
    try {
      await this.#database.read(signalOf(call))
      return true
    } catch (error) {
      if (statusOf(error) === 404) return false
      throw error
    }
  }

  /** The new container; null when another was quicker. */
  async #create(definition: CollectionDefinition, call: Call): Promise<Container | null> {
    if (this.#databaseMissing) {
      await unless(409, () => this.#createDatabase(call))
      this.#databaseMissing = false
    }
    const created = await unless(409, () => this.#database.containers.create(containerFor(definition), signalOf(call)))
    if (created === null) return null
    const container = created.resource as Container
    this.#known.set(definition.name, container)
    return container
  }

  /** Whether it was changed; not when another changed it since it was read. */
  async #replace(read: Container, wanted: Container, call: Call): Promise<boolean> {
    const { _etag: condition } = read as { readonly _etag?: string }
    const accessCondition = condition === undefined ? {} : { accessCondition: { type: 'IfMatch', condition } }
    const options = { ...signalOf(call), ...accessCondition }
    const replaced = await unless(412, () => this.client(wanted.id as string).replace(wanted as never, options))
    if (replaced === null) return false
    this.#known.set(wanted.id as string, replaced.resource as Container)
    return true
  }
}

/** What the call gives; null when it fails with this status. */
async function unless<R>(status: number, request: () => Promise<R>): Promise<R | null> {
  try {
    return await request()
  } catch (error) {
    if (statusOf(error) === status) return null
    throw error
  }
}

function missingDatabase(): CloudError {
  return new CloudError({
    code: 'misconfigured',
    message: 'the database that COSMOS_DATABASE names is not there; create it, or let initialize create it',
  })
}
