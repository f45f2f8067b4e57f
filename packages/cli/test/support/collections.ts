import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** The collections of the datastore in a file; none when there is no file yet. */
export function collectionsIn(path: string): readonly string[] {
  if (!existsSync(path)) return []
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
  try {
    const found = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%conformance%'")
    return found.all().map(({ name }) => String(name))
  } finally {
    database.close()
  }
}
