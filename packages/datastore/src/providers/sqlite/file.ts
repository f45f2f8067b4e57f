import type { DatabaseSync } from 'node:sqlite'
import { CloudError, isCloudError } from '@bytelyst/core'
import { rollBack } from './roll-back.ts'
import { applicationId, collectionsTable, schemaVersion } from './tables.ts'

const magic = 'SQLite format 3\0'

/** Where the application id and the schema version stand in a database's header: https://sqlite.org/fileformat.html */
const offsets = { schemaVersion: 60, applicationId: 68, length: 100 }

/**
 * Refuses a file that is not ours before SQLite touches it; makes its folder when there is none.
 *
 * @throws CloudError `misconfigured`
 */
export function checkFile(path: string): void {
  try {
    refuseForeignFile(path)
  } catch (error) {
    if (isCloudError(error)) throw error
    const { code = 'no code' } = error as { code?: string }
    throw new CloudError({ code: 'misconfigured', message: `SQLITE_PATH: ${absolute(path)} cannot be used (${code})` })
  }
}

function refuseForeignFile(path: string): void {
  const fs = process.getBuiltinModule('node:fs')
  const refuse = (what: string): CloudError =>
    new CloudError({ code: 'misconfigured', message: `SQLITE_PATH: ${absolute(path)} ${what}; it is left as it is` })
  const status = fs.statSync(path, { throwIfNoEntry: false })
  if (status === undefined) {
    fs.mkdirSync(process.getBuiltinModule('node:path').dirname(absolute(path)), { recursive: true })
    return
  }
  if (!status.isFile()) throw refuse('is no file')
  if (status.size === 0) return
  const header = Buffer.alloc(offsets.length)
  const file = fs.openSync(path, 'r')
  try {
    fs.readSync(file, header, 0, header.length, 0)
  } finally {
    fs.closeSync(file)
  }
  if (header.toString('latin1', 0, magic.length) !== magic) throw refuse('is no SQLite database')
  if (header.readUInt32BE(offsets.applicationId) !== applicationId) throw refuse("is another application's database")
  const version = header.readUInt32BE(offsets.schemaVersion)
  if (version !== schemaVersion) throw refuse(`was written by another version of this package (format ${version})`)
}

export function absolute(path: string): string {
  return process.getBuiltinModule('node:path').resolve(path)
}

/**
 * Settings of the connection, and our mark in a new file: both in one transaction in rollback mode, so that no other
 * process ever sees a file that is neither empty nor ours.
 */
export function prepareFile(database: DatabaseSync): void {
  const marked = database.prepare('PRAGMA application_id').get()?.['application_id']
  if (marked !== applicationId) {
    database.exec('BEGIN IMMEDIATE')
    try {
      database.exec(`PRAGMA application_id = ${applicationId}`)
      database.exec(`PRAGMA user_version = ${schemaVersion}`)
      database.exec(collectionsTable)
      database.exec('COMMIT')
    } catch (error) {
      rollBack(database) // a COMMIT that meets a reader leaves the transaction open
      throw error
    }
  }
  database.exec('PRAGMA journal_mode = WAL')
  // An acknowledged write survives the loss of power, not only of the process.
  database.exec('PRAGMA synchronous = FULL')
}
