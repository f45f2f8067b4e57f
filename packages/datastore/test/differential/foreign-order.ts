import type { Call } from '@bytelyst/core'
import { PortableDatastore } from '@bytelyst/datastore'
import { valueAt } from '../../src/document/path.ts'
import type { DriverQuery, StoredDocument, Target } from '../../src/driver.ts'
import { memoryCapabilities } from '../../src/providers/memory/capabilities.ts'
import { MemoryDriver } from '../../src/providers/memory/driver.ts'
import { compareValues, rankOf } from '../../src/query/order.ts'
import { findByTypeClass } from '../../src/query/type-classes.ts'
import type { JsonValue } from '../../src/types/document.ts'

/** Another order of types than the pinned one: objects and arrays, strings, numbers, booleans, null, missing. */
function foreignRank(value: JsonValue | undefined): number {
  return value === undefined ? 1 : -rankOf(value)
}

/** A memory driver that sorts as no contract says; offsets and limits apply to its own order. */
class ForeignOrderDriver extends MemoryDriver {
  override async find(target: Target, query: DriverQuery, call: Call): Promise<readonly StoredDocument[]> {
    return findByTypeClass(query, target.partitionKeyPath, async (part) => {
      const all = await super.find(target, { ...part, sort: [], limit: undefined, offset: 0 }, call)
      const sorted = all.toSorted((one, other) => {
        for (const { path, direction } of part.sort) {
          const [a, b] = [valueAt(one.document, path), valueAt(other.document, path)]
          const result = foreignRank(a) - foreignRank(b) || compareValues(a, b)
          if (result !== 0) return direction * result
        }
        return 0
      })
      return sorted.slice(part.offset, part.limit === undefined ? undefined : part.offset + part.limit)
    })
  }
}

/** The memory provider on an engine with an order of its own. */
export function foreignOrder(): PortableDatastore {
  return new PortableDatastore({
    provider: 'memory',
    capabilities: memoryCapabilities,
    collections: {},
    open: () => new ForeignOrderDriver(Date.now),
  })
}
