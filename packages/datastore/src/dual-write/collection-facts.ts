import { CloudError, isCloudError } from '@bytelyst/core'
import { documentOf, keyOf, parsePartitionKeyPath } from '../document/identity.ts'
import { isPlainObject } from '../document/plain-object.ts'
import { valueAt, type FieldPath } from '../document/path.ts'
import type { Key } from '../driver.ts'
import type { CollectionConfig } from '../types.ts'
import type { JsonDocument, JsonValue } from '../types/document.ts'
import { isDottedPath } from './is-dotted-path.ts'
import type { Settings } from './options.ts'

/**
 * What has to be known of a collection and no method tells: where its partition key stands, and whether expiry is on.
 * Known from `initialize`, or found out from the primary by writes that can change nothing: of an id that nobody has.
 */
export class CollectionFacts {
  readonly #settings: Settings
  readonly #paths = new Map<string, FieldPath>()
  readonly #expiry = new Map<string, boolean>()
  readonly #configs = new Map<string, CollectionConfig>()

  constructor(settings: Settings, paths: Readonly<Record<string, string>> = {}) {
    this.#settings = settings
    for (const [name, path] of Object.entries(paths)) {
      this.#paths.set(name, parsePartitionKeyPath(path, `partitionKeyPaths.${name}`))
    }
  }

  /** What `initialize` was told, once it succeeded. */
  learn(configs: Readonly<Record<string, CollectionConfig>>): void {
    for (const [name, config] of Object.entries(configs)) {
      this.#configs.set(name, config)
      this.#paths.set(name, parsePartitionKeyPath(config.partitionKeyPath, 'partitionKeyPath'))
      this.#expiry.set(name, config.defaultTtl !== undefined)
    }
  }

  /**
   * The identity under which a document will be stored, after its schema.
   *
   * @throws CloudError `invalid_argument` for a document that has none; `misconfigured` when it cannot be found out
   */
  async keyOf(name: string, document: JsonDocument, where = 'document'): Promise<Key> {
    const schema = this.#configs.get(name)?.schema
    const result = await schema?.['~standard'].validate(document)
    const stored = result === undefined || result.issues !== undefined ? document : (result.value as JsonDocument)
    return keyOf(stored, await this.pathOf(name, stored), where)
  }

  /** @throws CloudError `misconfigured` when it cannot be found out */
  async pathOf(name: string, example: JsonDocument): Promise<FieldPath> {
    const known = this.#paths.get(name)
    if (known !== undefined) return known
    for (const path of [['id'], ...pathsOfStrings(example)]) {
      if (!(await this.#isPartitionKeyPath(name, path))) continue
      this.#paths.set(name, path)
      return path
    }
    const message = `where the partition key of "${name}" stands is not known: call initialize, or give partitionKeyPaths`
    throw new CloudError({ code: 'misconfigured', message })
  }

  /** Whether documents of the collection can expire. */
  async expires(name: string): Promise<boolean> {
    const known = this.#expiry.get(name)
    if (known !== undefined) return known
    const id = crypto.randomUUID()
    const patch = { $unset: { [`x${id}`]: true } } as const
    const update = this.#settings.primary
      .collection(name)
      .update(id, id, patch, { ...this.#settings.bounds, ttlSeconds: null })
    const expires = await isNotFound(update)
    this.#expiry.set(name, expires)
    return expires
  }

  /** The key of a document is compared with that of the call before anything else, and nobody has this document. */
  #isPartitionKeyPath(name: string, path: FieldPath): Promise<boolean> {
    const id = crypto.randomUUID()
    const document = documentOf({ id, partitionKey: id }, path)
    const { primary, bounds } = this.#settings
    return isNotFound(primary.collection(name).replace(id, id, document as { id: string }, bounds))
  }
}

/** Whether a write came as far as looking for its document; false when it was refused before. */
async function isNotFound(write: Promise<unknown>): Promise<boolean> {
  try {
    await write
  } catch (error) {
    if (isCloudError(error, 'not_found')) return true
    if (!isCloudError(error, 'invalid_argument')) throw error
  }
  return false
}

/** The paths at which a partition key can stand in this document, the outermost first. */
function pathsOfStrings(document: JsonDocument): FieldPath[] {
  const level: (readonly [FieldPath, JsonValue])[] = Object.entries(document).map(([name, value]) => [[name], value])
  const found: FieldPath[] = []
  for (const [path, value] of level) {
    if (typeof value === 'string' && isDottedPath(path) && valueAt(document, path) === value) found.push(path)
    if (isPlainObject(value)) {
      level.push(...Object.entries(value).map(([name, child]) => [[...path, name], child] as const))
    }
  }
  return found
}
