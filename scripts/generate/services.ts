import type { AnyProvider, ServiceSelection } from '@bytelyst/core'
import * as datastoreRoot from '@bytelyst/datastore'
import { service as datastore } from '@bytelyst/datastore/conformance'
import { mutants as datastoreMutants } from '../../packages/datastore/src/conformance/mutants/index.ts'

/** What is written down about a service. */
export interface Service {
  readonly registry: {
    readonly selection: ServiceSelection
    readonly definitions: () => readonly AnyProvider<unknown, object, never>[]
  }
  /** What the root of its package exports. */
  readonly root: Readonly<Record<string, unknown>>
  readonly suite: { readonly cases: readonly { readonly id: string; readonly needs?: object | undefined }[] }
  readonly mutants: readonly { readonly id: string }[]
  /** What each provider was run against, by its name: nothing that a program could find out. */
  readonly runAgainst: Readonly<Record<string, string>>
}

/** Every service that there is. */
export const services: readonly Service[] = [
  {
    ...datastore,
    root: datastoreRoot,
    mutants: datastoreMutants,
    runAgainst: {
      cosmos: "Microsoft's in-memory emulator and our own emulator; not the cloud",
      mongo: 'FerretDB 1.24.2 and mongo-java-server 1.47.0; no mongod',
      postgres: 'PostgreSQL 15 and 18.4',
      dynamodb: 'DynamoDB Local 3.1.0 and dynalite 4.0.0; not the cloud',
      memory: 'a naive evaluator that shares no code with it; the others are compared with it',
      sqlite: 'the SQLite of Node 24 and of Node 22.13, in files and in memory',
    },
  },
]
