/**
 * A JSON text with the fields of every object in the order of their names: the datastore promises none, and some engines
 * keep none. Another text as it is.
 */
export function inOneOrder(body: string): string {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return body // A page, or an empty answer.
  }
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member
    return Object.fromEntries(Object.entries(member).toSorted(([one], [other]) => (one < other ? -1 : 1)))
  })
}
