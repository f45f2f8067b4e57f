import type { DatabaseSync } from 'node:sqlite'

/** Ends the transaction under way; after a full disk or a failed COMMIT SQLite may have rolled back by itself. */
export function rollBack(native: DatabaseSync): void {
  try {
    native.exec('ROLLBACK')
  } catch (error) {
    if (!String(error).includes('no transaction is active')) throw error
  }
}
