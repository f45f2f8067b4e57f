import { CloudError, safeCause, type Call } from '@bytelyst/core'
import { invalid } from '../../document/invalid.ts'
import { isPlainObject } from '../../document/plain-object.ts'
import { withoutValues } from '../../without-values.ts'
import type { Sessions } from './sessions.ts'

/** PostgreSQL's classes of errors that lie in the query: syntax, names, types, data; and writes where none may be. */
const inTheQuery = /^(?:42(?!501)|22|0A|25006)/

/** Runs one query in a transaction that cannot write. Its rows are as pg makes them. */
export function runRawQuery(sessions: Sessions, query: unknown, call: Call): Promise<readonly unknown[]> {
  const { text, values = [] } = isPlainObject(query) ? query : { text: query }
  if (typeof text !== 'string' || text.trim() === '' || !Array.isArray(values)) {
    throw invalid('query', 'an SQL text, or { text, values }', query)
  }
  return sessions.use(call, async (session, client) => {
    await session.run('BEGIN READ ONLY')
    try {
      // The extended protocol takes one statement only, so that none can end the transaction and go on behind it.
      const config = { text, values: values as unknown[], queryMode: 'extended' as const }
      const { rows } = await client.query<Record<string, unknown>>(config)
      return rows
    } catch (error) {
      const code: unknown = (error as { code?: unknown }).code
      if (typeof code !== 'string' || !inTheQuery.test(code)) throw error
      const message = `query: PostgreSQL refuses it (${code}); it has to be one statement that reads`
      throw new CloudError({ code: 'invalid_argument', message, cause: safeCause(error, [], withoutValues) })
    } finally {
      await session.run('ROLLBACK')
    }
  })
}
