/** @ts-ignore: a project without the SDK does not use this provider */
import type { CosmosClient } from '@azure/cosmos'
import { CloudError, missingDependency, type Peer } from '@bytelyst/core'
import type { Account } from './account.ts'
import { peer } from './peer.ts'

const identityPeer: Peer = { name: '@azure/identity', range: '^4.0.0' }

/** Makes a client of the SDK that is installed. Sends nothing. */
export async function openClient({ endpoint, key }: Account): Promise<CosmosClient> {
  const { CosmosClient: Client, ...sdk } = await loadSdk()
  if (!('CosmosDbDiagnosticLevel' in sdk)) {
    throw new CloudError({
      code: 'missing_dependency',
      message: `the installed ${peer.name} is of another major version; install ${peer.range}: npm install ${peer.name}@4`,
    })
  }
  const userAgentSuffix = 'bytelyst'
  return key === undefined
    ? new Client({ endpoint, aadCredentials: await loadCredential(), userAgentSuffix })
    : new Client({ endpoint, key, userAgentSuffix })
}

async function loadSdk(): Promise<typeof import('@azure/cosmos')> {
  try {
    return await import('@azure/cosmos')
  } catch (cause) {
    throw missingDependency('datastore', 'cosmos', peer, cause)
  }
}

async function loadCredential(): Promise<import('@azure/identity').DefaultAzureCredential> {
  try {
    const { DefaultAzureCredential } = await import('@azure/identity')
    return new DefaultAzureCredential()
  } catch (cause) {
    throw missingDependency('datastore', 'cosmos', identityPeer, cause)
  }
}
