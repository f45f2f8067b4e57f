/** The code of `node:assert`: its messages say more. */
const assertion = 'ERR_ASSERTION'

/** An error in one line or more: its code where it has one, its message, and what caused it. */
export function describeError(error: unknown, depth = 3): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) {
    return `something that is no Error was thrown: ${textOf(error)}`
  }
  const { message, code, cause, errors } = error as Readonly<Record<string, unknown>>
  // What several attempts at one connection throw has no message of its own.
  const parts = Array.isArray(errors) && depth > 0 ? errors.map((part) => describeError(part, depth - 1)) : []
  const text = textOf(message) || parts.join('; ') || 'an error without a message'
  const own = typeof code === 'string' && code !== assertion && !text.startsWith(code) ? `${code}: ${text}` : text
  if (cause === undefined || depth === 0) return own
  const reason = describeError(cause, depth - 1)
  return own.includes(reason) ? own : `${own} (cause: ${reason})`
}

/** Never throws, also not for an object without a prototype. */
function textOf(value: unknown): string {
  try {
    return String(value)
  } catch {
    return typeof value
  }
}
