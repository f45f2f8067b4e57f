import { CloudError, isCloudError, safeCause } from '@bytelyst/core'
import type { DatastoreCapabilities } from '../types/capabilities.ts'
import { CollectionFacts } from './collection-facts.ts'
import { Journal } from './journal.ts'
import { Mirror } from './mirror.ts'
import type { Settings } from './options.ts'
import { Repair } from './repair.ts'

/** The two stores of a dual write, and all that works between them. */
export class Pair {
  readonly settings: Settings
  readonly facts: CollectionFacts
  readonly journal: Journal
  readonly mirror: Mirror
  readonly repair: Repair
  closing: Promise<void> | undefined

  constructor(settings: Settings, partitionKeyPaths: Readonly<Record<string, string>> | undefined) {
    this.settings = settings
    this.facts = new CollectionFacts(settings, partitionKeyPaths)
    this.journal = new Journal(settings)
    this.mirror = new Mirror(settings, this.facts)
    this.repair = new Repair(settings, this.journal, this.mirror)
  }

  /** The primary's, less what the secondary could never follow. */
  get capabilities(): DatastoreCapabilities {
    const { capabilities: one } = this.settings.primary
    const { capabilities: other } = this.settings.secondary
    return {
      ...one,
      uniqueIndexes: one.uniqueIndexes && other.uniqueIndexes,
      maxDocumentBytes: Math.min(one.maxDocumentBytes, other.maxDocumentBytes),
    }
  }

  /** @throws CloudError `closed` once `close()` was called */
  assertOpen(): void {
    if (this.closing === undefined) return
    throw new CloudError({ code: 'closed', message: 'the pair of providers has been closed' })
  }

  /** An error of our own, complete; any other as it came. */
  explain(error: unknown, operation: string, collection?: string): CloudError {
    if (isCloudError(error) && error.operation !== undefined) return error
    const where = collection === undefined ? operation : `${collection}.${operation}`
    const facts = { service: 'datastore', provider: this.settings.primary.name, operation, resource: collection }
    if (isCloudError(error)) return error.with({ ...facts, message: `${where}: ${error.message}` })
    const message = `${where}: a provider or the repair log threw what is no CloudError`
    return new CloudError({ ...facts, code: 'unknown', message, cause: safeCause(error) })
  }
}
