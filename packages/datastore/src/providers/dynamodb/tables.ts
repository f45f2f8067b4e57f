import { CloudError, sleep, type Call } from '@bytelyst/core'
import type { CollectionDefinition, CollectionSettings } from '../../driver.ts'
import type { AttributeValue, TableDescription } from '@aws-sdk/client-dynamodb'
import { toAttribute } from './attribute-value.ts'
import { attribute } from './item.ts'
import { isNamed, type Requests } from './requests.ts'

const waitForTableMs = 300_000
const settingsKey = 'collection'
const keySchema = [
  { AttributeName: attribute.partitionKey, KeyType: 'HASH' as const },
  { AttributeName: attribute.id, KeyType: 'RANGE' as const },
]

/** A missing table is made for all calls that wait for it, whichever of them ends first. */
const unbounded: Call = { check: () => undefined }

/** What is remembered of a collection, and what is to be there for it. */
type Settings = CollectionSettings & Pick<CollectionDefinition, 'name'>

/** The tables of an account: one for each collection, and one with the settings of all. */
export class Tables {
  readonly #requests: Requests
  readonly #prefix: string
  readonly #making = new Map<string, Promise<void>>()

  constructor(requests: Requests, prefix: string) {
    this.#requests = requests
    this.#prefix = prefix
  }

  /** DynamoDB wants three characters at least. A full stop stands in no collection's name. */
  nameOf(collection: string): string {
    return (this.#prefix + collection).padEnd(3, '.')
  }

  get #settingsTable(): string {
    return `${this.#prefix}bytelyst.collections`
  }

  async readSettings(collection: string, call: Call): Promise<CollectionSettings | null> {
    try {
      const Key = { [settingsKey]: { S: collection } }
      const input = { TableName: this.#settingsTable, Key, ConsistentRead: true }
      const { Item: item } = await this.#requests.send('GetItem', input, call)
      const partitionKeyPath = item?.['partitionKeyPath']?.S
      return partitionKeyPath === undefined
        ? null
        : { partitionKeyPath, defaultTtl: defaultTtlOf(item?.['defaultTtl']) }
    } catch (error) {
      if (isNamed(error, 'ResourceNotFoundException')) return null
      throw error
    }
  }

  /** Stores the settings and makes the table, where they are not there. A path that is stored stays. */
  async initialize(collection: Settings, call: Call): Promise<void> {
    const table = this.nameOf(collection.name)
    await this.#writeSettings(collection, call)
    await this.#make(table, keySchema, call)
    if (collection.defaultTtl !== undefined) await this.#turnOnExpiry(table, call)
  }

  /** Makes a table that was found to be missing, once for all who miss it. */
  restore(collection: Settings): Promise<void> {
    const { name } = collection
    let making = this.#making.get(name)
    if (making === undefined) {
      const isDefault = collection.partitionKeyPath === '/id' && collection.defaultTtl === undefined
      const made = isDefault
        ? this.#make(this.nameOf(name), keySchema, unbounded)
        : this.initialize(collection, unbounded)
      making = made.finally(() => this.#making.delete(name))
      this.#making.set(name, making)
    }
    return making
  }

  /** First the table: settings without one do no harm, documents without their settings would. */
  async drop(collection: string, call: Call): Promise<void> {
    const table = this.nameOf(collection)
    await this.#untilGone(table, call)
    const Key = { [settingsKey]: { S: collection } }
    try {
      await this.#requests.send('DeleteItem', { TableName: this.#settingsTable, Key }, call)
    } catch (error) {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error
    }
  }

  async #writeSettings({ name, partitionKeyPath, defaultTtl }: Settings, call: Call): Promise<void> {
    const input = {
      TableName: this.#settingsTable,
      Key: { [settingsKey]: { S: name } },
      UpdateExpression: `SET #path = :path${defaultTtl === undefined ? ' REMOVE #ttl' : ', #ttl = :ttl'}`,
      // Another path stays: the portable layer reads it again, and tells.
      ConditionExpression: 'attribute_not_exists(#path) OR #path = :path',
      ExpressionAttributeNames: { '#path': 'partitionKeyPath', '#ttl': 'defaultTtl' },
      ExpressionAttributeValues: {
        ':path': { S: partitionKeyPath },
        ...(defaultTtl !== undefined && { ':ttl': toAttribute(defaultTtl) }),
      },
    }
    const write = async (): Promise<void> => void (await this.#requests.write('UpdateItem', input, call))
    try {
      await write()
    } catch (error) {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error
      await this.#make(this.#settingsTable, [{ AttributeName: settingsKey, KeyType: 'HASH' }], call)
      await write()
    }
  }

  /** Makes a table unless it is there, and waits until it can be used. */
  async #make(
    table: string,
    keys: readonly { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[],
    call: Call,
  ): Promise<void> {
    const input = {
      TableName: table,
      KeySchema: [...keys],
      AttributeDefinitions: keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' as const })),
      BillingMode: 'PAY_PER_REQUEST' as const,
    }
    await this.#until(call, table, async (found) => {
      if (found?.TableStatus === 'ACTIVE' || found?.TableStatus === 'UPDATING') {
        checkKeys(table, found, keys)
        return true
      }
      if (found === undefined) {
        try {
          const { TableDescription: made } = await this.#requests.send('CreateTable', input, call)
          return made?.TableStatus === 'ACTIVE'
        } catch (error) {
          // Another is making it, or it is still going away.
          if (!isNamed(error, 'ResourceInUseException')) throw error
        }
      }
      return false
    })
  }

  async #untilGone(table: string, call: Call): Promise<void> {
    await this.#until(call, table, async (found) => {
      if (found === undefined) return true
      if (found.TableStatus === 'DELETING') return false
      try {
        await this.#requests.send('DeleteTable', { TableName: table }, call)
      } catch (error) {
        // It is not ready to be deleted yet, or is gone by now.
        if (!isNamed(error, 'ResourceInUseException', 'ResourceNotFoundException')) throw error
      }
      return false
    })
  }

  /** Looks at a table until it is as it should be. */
  async #until(
    call: Call,
    table: string,
    isDone: (found: TableDescription | undefined) => Promise<boolean>,
  ): Promise<void> {
    const endsAt = performance.now() + waitForTableMs
    for (let delay = 20; ; delay = Math.min(delay * 2, 1000)) {
      if (await isDone(await this.#describe(table, call))) return
      if (performance.now() > endsAt) {
        const message = `the table ${table} has not changed its state for ${waitForTableMs / 1000} seconds; try again`
        throw new CloudError({ code: 'unavailable', message })
      }
      await sleep(delay, call)
    }
  }

  async #describe(table: string, call: Call): Promise<TableDescription | undefined> {
    try {
      return (await this.#requests.send('DescribeTable', { TableName: table }, call)).Table
    } catch (error) {
      if (isNamed(error, 'ResourceNotFoundException')) return undefined
      throw error
    }
  }

  /** DynamoDB removes what has expired within days; until then our conditions hide it. */
  async #turnOnExpiry(table: string, call: Call): Promise<void> {
    try {
      const input = { TableName: table }
      const { TimeToLiveDescription: found } = await this.#requests.send('DescribeTimeToLive', input, call)
      if (found?.TimeToLiveStatus !== 'DISABLED') return
      const TimeToLiveSpecification = { AttributeName: attribute.expiresAt, Enabled: true }
      await this.#requests.send('UpdateTimeToLive', { ...input, TimeToLiveSpecification }, call)
    } catch (error) {
      // An engine without the feature keeps what has expired, unseen; and another may have turned it on meanwhile.
      const isOn = isNamed(error, 'ValidationException') && /already enabled/i.test((error as Error).message)
      if (!isOn && !isNamed(error, 'UnknownOperationException')) throw error
    }
  }
}

function defaultTtlOf(stored: AttributeValue | undefined): number | null | undefined {
  if (stored === undefined) return undefined
  return stored.N === undefined ? null : Number(stored.N)
}

/** @throws CloudError `misconfigured` for a table of another layout */
function checkKeys(
  table: string,
  { KeySchema = [] }: TableDescription,
  keys: readonly { AttributeName: string }[],
): void {
  const found = KeySchema.map(({ AttributeName }) => AttributeName).join(', ')
  const expected = keys.map(({ AttributeName }) => AttributeName).join(', ')
  if (found === expected) return
  const message = `the table ${table} exists with the keys ${found}, not ${expected}: it is not one of this library; set DYNAMODB_TABLE_PREFIX`
  throw new CloudError({ code: 'misconfigured', message })
}
