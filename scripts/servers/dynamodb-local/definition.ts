import { classPathOf, installJava, javaPrerequisites } from '../java.ts'
import type { Command, Place, ServerDefinition } from '../server.ts'
import { dynamodbLocalExceptions } from './exceptions.ts'

/** DynamoDB Local, Amazon's own. Its licence allows to use it and not to pass it on: it is fetched, never kept here. */
export const dynamodbLocal: ServerDefinition = {
  name: 'dynamodb-local',
  title: 'DynamoDB Local 3.1.0',
  engine: 'dynamodb',
  proves: 'everything but throttling and the sweep of what has expired',
  prerequisites: javaPrerequisites,
  sources: ['pom.xml', 'artifacts.sha256', 'Main.java'],
  install: (folder) => installJava(folder, 'dynamodb-local', 'artifacts.sha256'),
  start: (place) => run(place, '-inMemory'),
  environment: (url) => ({
    DYNAMODB_ENDPOINT: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  }),
  exceptions: dynamodbLocalExceptions,
}

/** The same with its data on the disk, where it outlives the process; several times slower. */
export const dynamodbLocalOnDisk: ServerDefinition = {
  ...dynamodbLocal,
  start: (place) => run(place, '-dbPath', place.data),
}

function run({ installed, port }: Place, ...options: readonly string[]): Command {
  return {
    program: 'java',
    arguments: ['-Xmx512m', '-XX:+UseSerialGC', '-cp', classPathOf(installed), 'Main', String(port), ...options],
  }
}
