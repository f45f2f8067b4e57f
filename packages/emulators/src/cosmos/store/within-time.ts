import { createContext, Script } from 'node:vm'
import { ServiceError } from '../service-error.ts'

/** How long a query may take for one answer. */
const mostMs = 2000

/** What can take long with few documents: regular expressions, joins, subqueries. */
const costly = /regexmatch|\bjoin\b|\bselect\b[^]*\bselect\b/i

/** Nothing in the language itself ends a regular expression that goes back and forth; a script with a timeout is ended. */
const script = new Script('run()')

/**
 * Runs what evaluates the SQL of this query: for two seconds at most, where it could take long.
 *
 * @throws ServiceError 408
 */
export function withinTime<T>(query: string, run: () => T): T {
  // The timeout costs a thread.
  if (!costly.test(query)) return run()
  const context = createContext({ run })
  try {
    return script.runInContext(context, { timeout: mostMs }) as T
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw new ServiceError(408, `The query takes longer than ${mostMs} ms.`)
  }
}
