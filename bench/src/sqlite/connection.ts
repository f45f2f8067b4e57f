/** What node:sqlite and better-sqlite3 have in common, as far as it is needed here. */
export interface Connection {
  exec(sql: string): unknown
  prepare(sql: string): Statement
  close(): unknown
}

export interface Statement {
  run(...parameters: readonly (string | number | null)[]): unknown
  get(...parameters: readonly (string | number | null)[]): unknown
  all(...parameters: readonly (string | number | null)[]): unknown[]
}

/** Whether a commit waits for the disk. */
export function setDurable(connection: Pick<Connection, 'exec'>, durable: boolean): void {
  connection.exec(`PRAGMA synchronous = ${durable ? 'FULL' : 'OFF'}`)
}
