import { CloudError, safeCause, type Call } from '@bytelyst/core'
import { invalid } from '../../document/invalid.ts'
import { isPlainObject } from '../../document/plain-object.ts'
import { copyValue } from '../../document/copy.ts'
import { withoutValues } from '../../without-values.ts'
import type { JsonDocument } from '../../types/document.ts'
import { fromAttributes, toAttribute, type Attributes } from './attribute-value.ts'
import { isNamed, type Requests } from './requests.ts'

/**
 * Runs a PartiQL `SELECT`: a text, or `{ statement, parameters }`. DynamoDB takes one statement a request, and a
 * statement that begins with `SELECT` writes nothing.
 *
 * @throws CloudError `invalid_argument` for anything else
 */
export async function rawQuery(requests: Requests, query: unknown, call: Call): Promise<readonly JsonDocument[]> {
  const { statement, parameters } = parse(query)
  const input = {
    Statement: statement,
    ConsistentRead: true,
    ...(parameters.length > 0 && { Parameters: parameters }),
  }
  const rows: JsonDocument[] = []
  let token: string | undefined
  do {
    call.check()
    const page = token === undefined ? input : { ...input, NextToken: token }
    const { Items: items = [], NextToken } = await requests.send('ExecuteStatement', page, call).catch(explain)
    for (const item of items) rows.push(fromAttributes(item))
    token = NextToken
  } while (token !== undefined)
  return rows
}

function parse(query: unknown): { readonly statement: string; readonly parameters: Attributes[string][] } {
  const expected = 'a PartiQL SELECT, as a text or as { statement, parameters }'
  const { statement, parameters = [] } = isPlainObject(query) ? query : { statement: query }
  if (typeof statement !== 'string' || !/^\s*SELECT\b/i.test(statement)) throw invalid('query', expected)
  if (!Array.isArray(parameters)) throw invalid('query.parameters', 'a list of JSON values', parameters)
  const values = parameters.map((value: unknown, i) => toAttribute(copyValue(value, `query.parameters[${i}]`, 1)))
  return { statement, parameters: values }
}

/** What is wrong with the statement stands in the cause. */
function explain(error: unknown): never {
  if (!isNamed(error, 'ValidationException')) throw error
  throw new CloudError({
    code: 'invalid_argument',
    message: 'query: DynamoDB refuses it',
    cause: safeCause(error, [], withoutValues),
  })
}
