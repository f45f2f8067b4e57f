/** @ts-ignore: a project without the SDK has none of its types either */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CloudError, defineProvider, text } from '@bytelyst/core'
import { PortableDatastore } from '../../datastore.ts'
import type { DatastoreDefinition, DatastoreOptions } from '../../definition.ts'
import type { CollectionConfig, DatastoreProvider } from '../../types.ts'
import type { DatastoreCapabilities } from '../../types/capabilities.ts'
import { dynamodbCapabilities } from './capabilities.ts'
import { peer } from './peer.ts'

/** What the dynamodb provider can be given. */
export interface DynamoDbDatastoreOptions {
  /** The AWS region; by default what the SDK finds in `AWS_REGION` or the AWS profile. */
  readonly region?: string | undefined
  /** The address of another DynamoDB than the region's: DynamoDB Local, a VPC endpoint. */
  readonly endpoint?: string | undefined
  /** By default what the SDK finds: in the environment, the AWS profile, the role of the machine. */
  readonly credentials?: DynamoDbCredentials | undefined
  /** What the names of all tables begin with. Default: nothing. */
  readonly tablePrefix?: string | undefined
  /** How often the SDK sends a request at most; by default the SDK's own number. */
  readonly maxAttempts?: number | undefined
  /** A client that is made already; it is not closed, and region, endpoint, credentials and attempts are its own. */
  readonly client?: DynamoDBClient | undefined
  /** Collections that are initialised on their first use. */
  readonly collections?: Readonly<Record<string, CollectionConfig>> | undefined
  /** Milliseconds since the epoch, for tests of expiry; by default `Date.now`. */
  readonly clock?: (() => number) | undefined
  /** Whether queries without a partition key, which read and pay for a whole table, are allowed. Default true. */
  readonly allowScans?: boolean | undefined
}

/** A key of an AWS account. */
export interface DynamoDbCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of temporary credentials. */
  readonly sessionToken?: string
}

/**
 * Documents in Amazon DynamoDB: one table for each collection, made when it is initialised or first written to.
 *
 * A table's key is `pk` (the partition key) and `id`; the document is in one attribute, `document`, its version, size and
 * expiry beside it. Tables of another layout are refused.
 *
 * @example
 * ```ts
 * import { DynamoDbDatastoreProvider } from '@bytelyst/datastore/dynamodb'
 *
 * const provider = new DynamoDbDatastoreProvider({ region: 'eu-central-1', tablePrefix: 'shop-' })
 * await provider.initialize({ orders: { partitionKeyPath: '/customer' } })
 * const orders = provider.collection('orders')
 * await orders.create({ id: 'o1', customer: 'c1', total: 5 })
 * await orders.findMany({ filter: { total: { $gte: 5 } }, partitionKey: 'c1' })
 * await orders.rawQuery({ statement: 'SELECT * FROM "shop-orders" WHERE pk = ?', parameters: ['c1'] })
 * const client = await provider.native() // the SDK's DynamoDBClient
 * await provider.close()
 * ```
 */
export class DynamoDbDatastoreProvider extends PortableDatastore<DynamoDBClient> {
  /** @throws CloudError `invalid_argument` for an endpoint or a prefix that is none */
  constructor(options: DynamoDbDatastoreOptions = {}) {
    const { endpoint, tablePrefix, collections = {} } = options
    if (endpoint !== undefined && !isAddress(endpoint)) throw invalid('endpoint', expectedAddress)
    if (tablePrefix !== undefined && !isPrefix(tablePrefix)) throw invalid('tablePrefix', expectedPrefix)
    super({
      provider: 'dynamodb',
      capabilities: dynamodbCapabilities,
      collections,
      async open() {
        const { openDynamoDb } = await import('./open.ts')
        return openDynamoDb(options)
      },
    })
  }
}

const expectedAddress = 'an address that begins with http:// or https://'
const expectedPrefix = 'at most 100 letters, digits, "_", "-" and "."'

function isAddress(address: string): boolean {
  return /^https?:\/\//i.test(address) && URL.canParse(address)
}

function isPrefix(prefix: string): boolean {
  return /^[\w.-]{0,100}$/.test(prefix)
}

function invalid(option: string, expected: string): CloudError {
  const message = `${option}: expected ${expected}`
  return new CloudError({ code: 'invalid_argument', service: 'datastore', provider: 'dynamodb', message })
}

interface DynamoDbConfig {
  AWS_REGION?: string
  AWS_ACCESS_KEY_ID?: string
  AWS_SECRET_ACCESS_KEY?: string
  AWS_SESSION_TOKEN?: string
  DYNAMODB_ENDPOINT?: string
  DYNAMODB_TABLE_PREFIX?: string
}

/** The definition behind `DB_PROVIDER=dynamodb`. */
export const dynamodb: DatastoreDefinition<DynamoDbConfig> = defineProvider<
  DatastoreProvider,
  DynamoDbConfig,
  DatastoreCapabilities,
  DatastoreOptions
>('datastore', {
  name: 'dynamodb',
  description: 'documents in Amazon DynamoDB',
  variables: {
    AWS_REGION: text({
      description: 'the AWS region; without it the AWS profile has to name one',
      aliases: ['AWS_DEFAULT_REGION'],
      optional: true,
      example: 'eu-central-1',
    }),
    AWS_ACCESS_KEY_ID: text({
      description: 'the id of an access key; without it the SDK looks for a profile or a role',
      optional: true,
    }),
    AWS_SECRET_ACCESS_KEY: text({ description: 'the secret of the access key', optional: true, secret: true }),
    AWS_SESSION_TOKEN: text({ description: 'the token of temporary credentials', optional: true, secret: true }),
    DYNAMODB_ENDPOINT: {
      ...text({
        description: "the address of another DynamoDB than the region's",
        optional: true,
        example: 'http://127.0.0.1:8000',
      }),
      parse: (address) => (isAddress(address) ? { value: address } : { expected: expectedAddress }),
    },
    DYNAMODB_TABLE_PREFIX: {
      ...text({ description: 'what the names of all tables begin with', optional: true, example: 'shop-' }),
      parse: (prefix) => (isPrefix(prefix) ? { value: prefix } : { expected: expectedPrefix }),
    },
  },
  capabilities: dynamodbCapabilities,
  peer,
  create(config, options) {
    return new DynamoDbDatastoreProvider({
      region: config.AWS_REGION,
      endpoint: config.DYNAMODB_ENDPOINT,
      credentials: credentialsOf(config),
      tablePrefix: config.DYNAMODB_TABLE_PREFIX,
      client: options.client as DynamoDBClient | undefined,
      collections: options.collections,
      allowScans: options.allowScans,
    })
  },
})

/** @throws CloudError `misconfigured` for half a key */
function credentialsOf(config: DynamoDbConfig): DynamoDbCredentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = config
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const missing = accessKeyId === undefined ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY'
    throw new CloudError({
      code: 'misconfigured',
      service: 'datastore',
      provider: 'dynamodb',
      message: `the dynamodb provider is not configured: ${missing} is not set, and the other half of the key is`,
    })
  }
  return { accessKeyId, secretAccessKey, ...(token !== undefined && { sessionToken: token }) }
}
