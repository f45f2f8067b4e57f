import type { Classification } from '../../driver.ts'
import { lostConnectionCodes } from '../../lost-connection.ts'

/** SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const states = {
  undefinedTable: '42P01',
  undefinedColumn: '42703',
  uniqueViolation: '23505',
  serialisationFailure: '40001',
  deadlock: '40P01',
} as const

/** What codes of PostgreSQL mean: whole codes first, then the classes that are their first two characters. */
const meanings: Readonly<Record<string, Classification>> = {
  '28P01': { code: 'unauthenticated', message: 'PostgreSQL does not accept the user and password of DATABASE_URL' },
  '28': { code: 'unauthenticated', message: 'PostgreSQL does not accept the user of DATABASE_URL from here' },
  '3D000': { code: 'misconfigured', message: 'DATABASE_URL: the server has no database of this name' },
  '42501': { code: 'permission_denied', message: 'the user of DATABASE_URL lacks a privilege for this' },
  [states.undefinedColumn]: {
    code: 'misconfigured',
    message: 'the table of this name was not made by this package; name another schema with POSTGRES_SCHEMA',
  },
  '25006': { code: 'permission_denied', message: 'the server takes no writes: it is read-only, or a replica' },
  '53100': { code: 'quota_exceeded', message: "the server's disk is full" },
  '53': { code: 'unavailable', message: 'the server has no connection or memory left; try again' },
  '54': { code: 'invalid_argument', message: 'the document is larger than PostgreSQL takes' },
  '57014': { code: 'timeout', message: 'the server ended the statement: by its statement_timeout, or on request' },
  '57': { code: 'unavailable', message: 'the server is going down, or coming up; try again' },
  '08': { code: 'unavailable' },
  '40': { code: 'unavailable', message: 'others wrote the same at the same time; try again' },
  '55P03': { code: 'unavailable', message: 'what is to be written is locked; try again' },
  XX001: { code: 'data_corrupted', message: 'the server reports that its data is damaged' },
  XX002: { code: 'data_corrupted', message: 'the server reports that an index is damaged: REINDEX it' },
}

/** Nothing was written when the server refused; what it did when the connection was lost, nobody knows. */
const doubtful: ReadonlySet<string> = new Set(['57P01', '57P02', '57P03', '57P04', '57P05', '08003', '08006', '08007'])

const networkCodes: ReadonlySet<unknown> = new Set([...lostConnectionCodes, 'EADDRNOTAVAIL'])

/** pg's own errors have no code. */
const lostConnection = /^Connection terminated|^Client has encountered a connection error|^Client was closed/
const noConnection = /^timeout exceeded when trying to connect|due to connection timeout|timeout expired$/
const noEncryption = /does not support SSL|SSL negotiation/

function codeOf(error: unknown): string | undefined {
  const code: unknown = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/** The table is not there: nothing was ever written, or another process has dropped it. */
export function isUndefinedTable(error: unknown): boolean {
  return codeOf(error) === states.undefinedTable
}

/** The unique index that a write would have broken; undefined for other errors. */
export function violatedIndex(error: unknown): string | undefined {
  if (codeOf(error) !== states.uniqueViolation) return undefined
  const name: unknown = (error as { constraint?: unknown }).constraint
  return typeof name === 'string' ? name : ''
}

/** Another session was in the way: nothing has been done, and it can be tried again. */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error)
  return code === states.deadlock || code === states.serialisationFailure
}

/** The session does not know a statement that was prepared, or knows another one of its name: nothing has been done. */
export function isLostPreparation(error: unknown): boolean {
  const code = codeOf(error)
  return code === '26000' || code === '42P05'
}

/** What an error of PostgreSQL, of pg or of the network means. */
export function classifyPostgres(error: unknown): Classification | undefined {
  const code = codeOf(error) ?? ''
  const known = /^[0-9A-Z]{5}$/.test(code) ? (meanings[code] ?? meanings[code.slice(0, 2)]) : undefined
  if (known !== undefined) return doubtful.has(code) ? known : { ...known, ambiguous: false }
  if (code === 'ECONNREFUSED') {
    return { code: 'unavailable', message: 'no PostgreSQL answers at the address of DATABASE_URL', ambiguous: false }
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { code: 'unavailable', message: 'DATABASE_URL: its host cannot be found', ambiguous: false }
  }
  if (networkCodes.has(code)) return { code: 'unavailable' }
  const message = error instanceof Error ? error.message : ''
  if (noConnection.test(message)) {
    const hint = 'no connection to PostgreSQL in time: it does not answer, or all connections of the pool are in use'
    return { code: 'unavailable', message: hint, ambiguous: false }
  }
  if (lostConnection.test(message)) return { code: 'unavailable', message: 'the connection to PostgreSQL was lost' }
  if (noEncryption.test(message) || /^(?:ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO)/.test(code)) {
    const hint = 'DATABASE_URL: no encrypted connection that can be trusted; look at its sslmode and sslrootcert'
    return { code: 'misconfigured', message: hint, ambiguous: false }
  }
  return undefined
}
