import type { DatastoreProvider } from '@bytelyst/datastore'
import { AuditRepository } from './audit-repository.ts'
import { FlagRepository } from './flag-repository.ts'
import { MovieRepository } from './movie-repository.ts'
import type { Clock } from './options.ts'
import { ProductRepository } from './product-repository.ts'
import { SessionRepository } from './session-repository.ts'
import { UsageRepository } from './usage-repository.ts'

/** What the routes work with. */
export interface Repositories {
  products: ProductRepository
  flags: FlagRepository
  audit: AuditRepository
  usage: UsageRepository
  sessions: SessionRepository
  movies: MovieRepository
}

export function createRepositories(provider: DatastoreProvider, clock: Clock, newId: () => string): Repositories {
  return {
    products: new ProductRepository(provider, clock),
    flags: new FlagRepository(provider, clock),
    audit: new AuditRepository(provider, clock, newId),
    usage: new UsageRepository(provider),
    sessions: new SessionRepository(provider, clock, newId),
    movies: new MovieRepository(provider),
  }
}
