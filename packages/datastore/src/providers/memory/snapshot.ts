import { CloudError } from '@bytelyst/core'
import { copyJson } from '../../document/copy.ts'
import type { CollectionSettings } from '../../driver.ts'
import type { JsonDocument } from '../../types/document.ts'
import type { MemoryDriver } from './driver.ts'
import type { Table } from './table.ts'

interface DocumentSnapshot {
  readonly partitionKey: string
  readonly document: JsonDocument
  readonly version: string
  readonly ttlSeconds: number | null
  readonly expiresAt: number | null
}

/** All collections of a memory provider as JSON: what `saveSnapshot` gives and a snapshot file holds. */
export interface MemorySnapshot {
  readonly format: 'bytelyst-memory-1'
  readonly collections: Readonly<
    Record<
      string,
      { readonly settings?: CollectionSettings | undefined; readonly documents: readonly DocumentSnapshot[] }
    >
  >
}

export function takeSnapshot(tables: ReadonlyMap<string, Table>): MemorySnapshot {
  const collections = [...tables].map(([name, table]) => {
    const documents = table.scan().entries.map(({ partitionKey, document, version, ttlSeconds, expiresAt }) => ({
      partitionKey,
      document: copyJson(document),
      version,
      ttlSeconds,
      expiresAt: expiresAt === Infinity ? null : expiresAt,
    }))
    return [name, { settings: table.settings, documents }] as const
  })
  return { format: 'bytelyst-memory-1', collections: Object.fromEntries(collections) }
}

export function restoreSnapshot(driver: MemoryDriver, snapshot: MemorySnapshot): void {
  for (const [name, { settings, documents }] of Object.entries(snapshot.collections)) {
    const table = driver.table(name)
    table.settings = settings
    table.clear()
    for (const { document, expiresAt, ...rest } of documents) {
      const id = document['id'] as string
      table.put({ ...rest, id, document: copyJson(document), expiresAt: expiresAt ?? Infinity, slot: 0 })
    }
  }
}

/** The snapshot in a file; undefined when there is no file. */
export function readSnapshotFile(path: string): MemorySnapshot | undefined {
  const fs = fileSystem()
  if (!fs.existsSync(path)) return undefined
  let snapshot: unknown
  try {
    snapshot = JSON.parse(fs.readFileSync(path, 'utf8'))
  } catch {
    snapshot = undefined
  }
  if ((snapshot as MemorySnapshot | undefined)?.format !== 'bytelyst-memory-1') {
    throw new CloudError({
      code: 'data_corrupted',
      message: `${path} is no snapshot of the memory provider; it is left as it is`,
    })
  }
  return snapshot as MemorySnapshot
}

/** Writes beside the file and renames, so that there is always a whole one. */
export function writeSnapshotFile(path: string, snapshot: MemorySnapshot): void {
  const fs = fileSystem()
  fs.mkdirSync(process.getBuiltinModule('node:path').dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}.tmp`
  fs.writeFileSync(beside, JSON.stringify(snapshot))
  fs.renameSync(beside, path)
}

/** Reached without an import, so that the package's root bundles for browsers. */
function fileSystem(): typeof import('node:fs') {
  const module = globalThis.process?.getBuiltinModule?.('node:fs')
  if (module !== undefined) return module
  throw new CloudError({ code: 'unsupported', message: 'a snapshot file needs Node' })
}
