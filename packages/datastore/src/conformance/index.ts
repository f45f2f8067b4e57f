import type { Suite } from '@bytelyst/conformance'
import type { Environment } from '@bytelyst/core'
import { createDatastoreProvider, datastoreProviders } from '../factory.ts'
import { aggregateCases } from './cases/aggregate.ts'
import { boundsCases } from './cases/bounds.ts'
import { bulkCases } from './cases/bulk.ts'
import { changesCases } from './cases/changes.ts'
import { documentCases } from './cases/document.ts'
import { expiryCases } from './cases/expiry.ts'
import { filterArrayCases } from './cases/filter-arrays.ts'
import { filterLogicCases } from './cases/filter-logic.ts'
import { filterRefusedCases } from './cases/filter-refused.ts'
import { filterTextCases } from './cases/filter-text.ts'
import { filterValueCases } from './cases/filter-values.ts'
import { hostileCases } from './cases/hostile.ts'
import { identityCases } from './cases/identity.ts'
import { indexCases } from './cases/indexes.ts'
import { initializeCases } from './cases/initialize.ts'
import { isolationCases } from './cases/isolation.ts'
import { pagingCases } from './cases/paging.ts'
import { preconditionCases } from './cases/preconditions.ts'
import { raceCases } from './cases/races.ts'
import { readCases } from './cases/read.ts'
import { sortCases } from './cases/sort.ts'
import { transactCases } from './cases/transact.ts'
import { updateCases } from './cases/update.ts'
import { updateRefusedCases } from './cases/update-refused.ts'
import { writeCases } from './cases/write.ts'
import type { DatastoreContext, DatastoreSubject } from './context.ts'
import { disposeSubject, prepareContext } from './subject.ts'

export type { AnyDocument, DatastoreCase, DatastoreContext, DatastoreSubject } from './context.ts'

/**
 * The datastore contract: what a provider, ours or yours, is held to.
 *
 * @example
 * ```ts
 * import { runSuite, toTable } from '@bytelyst/conformance'
 * import { MemoryDatastoreProvider } from '@bytelyst/datastore'
 * import { suite } from '@bytelyst/datastore/conformance'
 *
 * const open = async () => ({ create: () => new MemoryDatastoreProvider(), raceRounds: 10 })
 * const report = await runSuite(suite, { title: 'memory', open })
 * console.log(toTable(report))
 * ```
 */
export const suite: Suite<DatastoreSubject, DatastoreContext> = {
  service: 'datastore',
  cases: [
    ...documentCases,
    ...identityCases,
    ...isolationCases,
    ...readCases,
    ...writeCases,
    ...preconditionCases,
    ...updateCases,
    ...updateRefusedCases,
    ...filterValueCases,
    ...filterTextCases,
    ...filterArrayCases,
    ...filterLogicCases,
    ...filterRefusedCases,
    ...sortCases,
    ...pagingCases,
    ...aggregateCases,
    ...bulkCases,
    ...transactCases,
    ...expiryCases,
    ...indexCases,
    ...initializeCases,
    ...boundsCases,
    ...hostileCases,
    ...raceCases,
    ...changesCases,
  ],
  prepare: prepareContext,
  dispose: disposeSubject,
}

/** What `bytelyst` needs to know of the service: its providers, and how to open what the environment selects. */
export const service: {
  readonly registry: typeof datastoreProviders
  readonly suite: typeof suite
  readonly openFromEnvironment: (environment: Environment) => Promise<DatastoreSubject>
} = {
  registry: datastoreProviders,
  suite,
  openFromEnvironment: (env) => Promise.resolve({ create: () => createDatastoreProvider({ env }) }),
}
