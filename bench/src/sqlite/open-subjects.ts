import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { Connection } from './connection.ts'
import { openOurs } from './our-subject.ts'
import { openRaw } from './raw-subject.ts'
import type { Contents, Subject } from './subject.ts'

/** The rival that does the same work, in the same tables. */
export const sameWork = 'node:sqlite'
/** Another library over SQLite, for whom it is installed. */
export const betterSqlite3 = 'better-sqlite3'

/** The stores that are compared, ours first, each on a file of its own. */
export async function openSubjects(folder: string, contents: Contents): Promise<Subject[]> {
  const path = (name: string): string => join(folder, `${name}.db`)
  const subjects = [
    await openOurs(path('ours'), contents),
    openRaw(sameWork, new DatabaseSync(path('same')), 'same', contents),
    openRaw('node:sqlite, lean table', new DatabaseSync(path('lean')), 'lean', contents),
  ]
  const other = await openBetterSqlite3(path('other'))
  if (other !== undefined) subjects.push(openRaw(betterSqlite3, other, 'same', contents))
  return subjects
}

/** Undefined where the optional dependency, or its binary for this platform, is not installed. */
async function openBetterSqlite3(path: string): Promise<Connection | undefined> {
  try {
    const { default: Database } = await import('better-sqlite3')
    return new Database(path)
  } catch (error) {
    console.error(`${betterSqlite3} is not installed here: ${String(error).split('\n')[0]}`)
    return undefined
  }
}
