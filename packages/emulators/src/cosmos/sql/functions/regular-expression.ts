import { createContext, Script } from 'node:vm'
import { SqlError } from '../engine.ts'

const expressions = new Map<string, RegExp>()
const mostExpressions = 100

/**
 * Whether a text matches a pattern.
 *
 * @throws SqlError for a pattern that is none, and for one that would search for ever
 */
export function matches(pattern: string, flags: string, text: string): boolean {
  try {
    const expression = compiled(pattern, flags)
    return isHarmless(pattern, text) ? expression.test(text) : testWithin(expression, text)
  } catch (error) {
    throw refused(error as NodeJS.ErrnoException)
  }
}

/** A pattern can be found out to be none when it is first used, and by what has errors of its own. */
function refused(error: NodeJS.ErrnoException): Error {
  if (error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return new SqlError('', 'The regular expression takes too long.')
  if (error.name === 'SyntaxError') return new SqlError('', `The regular expression is not valid: ${error.message}`)
  return error
}

function compiled(pattern: string, flags: string): RegExp {
  const key = `${flags}/${pattern}`
  const known = expressions.get(key)
  if (known) return known
  if (expressions.size >= mostExpressions) expressions.clear()
  const expression = new RegExp(pattern, flags)
  expressions.set(key, expression)
  return expression
}

/** A short text, of which at most one part of the pattern can take more or less, is soon searched. */
function isHarmless(pattern: string, text: string): boolean {
  return text.length <= 1000 && (pattern.match(/[*+?{]/g)?.length ?? 0) <= 1
}

const script = new Script('expression.test(text)')
const context: { expression: RegExp; text: string } = { expression: /x/, text: '' }
const longestSearch = { timeout: 250 }

/** Nothing but a context of its own can be stopped while it searches. */
function testWithin(expression: RegExp, text: string): boolean {
  Object.assign(context, { expression, text })
  return script.runInContext(isolated(), longestSearch) as boolean
}

let made: ReturnType<typeof createContext> | undefined

function isolated(): ReturnType<typeof createContext> {
  made ??= createContext(context)
  return made
}
