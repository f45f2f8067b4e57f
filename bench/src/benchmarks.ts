import type { Benchmark } from './benchmark.ts'

interface Entry {
  readonly id: string
  readonly title: string
  /** The datastore provider that it measures. */
  readonly provider?: string
  readonly load: () => Promise<{ readonly run: Benchmark }>
}

/** Everything that is measured, in the order of the report. */
export const benchmarks: readonly Entry[] = [
  {
    id: 'memory-filter',
    title: 'Filters over 100,000 documents in memory',
    provider: 'memory',
    load: () => import('./memory-filter/benchmark.ts'),
  },
  {
    id: 'memory-filter-cold',
    title: 'The first filter of a process',
    provider: 'memory',
    load: () => import('./memory-filter/cold.ts'),
  },
  {
    id: 'memory-read',
    title: 'Reads by id in memory',
    provider: 'memory',
    load: () => import('./memory-read/benchmark.ts'),
  },
  {
    id: 'portable-sqlite',
    title: 'The portable layer over the sqlite driver',
    load: () => import('./portable-layer/sqlite.ts'),
  },
  {
    id: 'portable-memory',
    title: 'The portable layer over the memory driver',
    load: () => import('./portable-layer/memory.ts'),
  },
  {
    id: 'sqlite',
    title: 'The sqlite provider and SQLite by hand',
    provider: 'sqlite',
    load: () => import('./sqlite/benchmark.ts'),
  },
  {
    id: 'postgres',
    title: 'The postgres provider and pg by hand',
    provider: 'postgres',
    load: () => import('./engines/postgres.ts'),
  },
  {
    id: 'mongo',
    title: "The mongo provider and MongoDB's driver by hand",
    provider: 'mongo',
    load: () => import('./engines/mongo.ts'),
  },
  {
    id: 'dynamodb',
    title: "The dynamodb provider and Amazon's SDK by hand",
    provider: 'dynamodb',
    load: () => import('./engines/dynamodb.ts'),
  },
  {
    id: 'cosmos',
    title: "The cosmos provider and Microsoft's SDK by hand",
    provider: 'cosmos',
    load: () => import('./engines/cosmos.ts'),
  },
  {
    id: 'emulator',
    title: 'The Cosmos DB emulator and others',
    load: () => import('./emulator/benchmark.ts'),
  },
  {
    id: 'root-import',
    title: 'Importing the root of the package',
    load: () => import('./root-import/benchmark.ts'),
  },
]
