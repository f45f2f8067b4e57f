import type { Instrumentation, TracedOperation } from '@bytelyst/core'

/** Names of the OpenTelemetry semantic conventions for database clients. */
export const instrumentation: Instrumentation = {
  scope: '@bytelyst/datastore',
  durationMetric: 'db.client.operation.duration',
}

/** `db.system.name` by provider, where the conventions have a name of their own. */
const systems: Readonly<Record<string, string>> = {
  cosmos: 'azure.cosmosdb',
  mongo: 'mongodb',
  postgres: 'postgresql',
  dynamodb: 'aws.dynamodb',
}

/** The span of one operation: what was done to which collection, never with which values. */
export function describeOperation(
  provider: string,
  operation: string,
  collection: string | undefined,
): TracedOperation {
  const attributes = { 'db.system.name': systems[provider] ?? provider, 'db.operation.name': operation }
  return collection === undefined
    ? { name: operation, attributes }
    : { name: `${operation} ${collection}`, attributes: { ...attributes, 'db.collection.name': collection } }
}
