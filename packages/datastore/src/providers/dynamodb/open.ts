import type * as Sdk from '@aws-sdk/client-dynamodb'
import { CloudError, missingDependency } from '@bytelyst/core'
import { DynamoDbDriver } from './driver.ts'
import { peer } from './peer.ts'
import type { DynamoDbDatastoreOptions } from './provider.ts'
import { Requests } from './requests.ts'

/** Longer than DynamoDB takes for any answer: without it a connection that has died is waited for without end. */
const timeouts = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true }

/** Loads the SDK, and makes a client unless there is one. No request is sent. */
export async function openDynamoDb(options: DynamoDbDatastoreOptions): Promise<DynamoDbDriver> {
  const sdk = await loadSdk()
  const { tablePrefix = '', clock = Date.now, allowScans = true, credentials } = options
  const closing = new AbortController()
  const client = options.client ?? makeClient(sdk, options)
  const secrets = [credentials?.secretAccessKey, credentials?.sessionToken].filter((secret) => secret !== undefined)
  return new DynamoDbDriver({
    requests: new Requests(sdk, client, closing.signal, secrets),
    tablePrefix,
    clock,
    allowScans,
    close() {
      closing.abort()
      if (options.client === undefined) client.destroy()
    },
  })
}

async function loadSdk(): Promise<typeof Sdk> {
  let sdk: Partial<typeof Sdk>
  try {
    sdk = await import('@aws-sdk/client-dynamodb')
  } catch (cause) {
    throw missingDependency('datastore', 'dynamodb', peer, cause)
  }
  if (sdk.DynamoDBClient === undefined || sdk.BatchExecuteStatementCommand === undefined) {
    const message = `the dynamodb provider needs the package "${peer.name}" (${peer.range}), and another version is installed. Install it: npm install ${peer.name}@3`
    throw new CloudError({ code: 'missing_dependency', message })
  }
  return sdk as typeof Sdk
}

function makeClient(sdk: typeof Sdk, options: DynamoDbDatastoreOptions): Sdk.DynamoDBClient {
  const { region, endpoint, credentials, maxAttempts } = options
  // What is not given here the SDK looks for itself: in the environment, the profile, the machine's own role.
  return new sdk.DynamoDBClient({
    requestHandler: timeouts,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    ...(maxAttempts !== undefined && { maxAttempts }),
  })
}
