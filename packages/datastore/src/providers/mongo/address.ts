const longestName = 63

/** Whether a text can be the address of a server. */
export function isMongoUri(text: string): boolean {
  return /^mongodb(?:\+srv)?:\/\/[^/?\s]+/.test(text)
}

/** The database that an address names. */
export function databaseOf(uri: string): string | undefined {
  const name = /^mongodb(?:\+srv)?:\/\/[^/?]*\/([^?]*)/.exec(uri)?.[1]
  if (name === undefined || name === '') return undefined
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** What the name of a database must be; undefined for one that is right. */
export function databaseProblem(name: string): string | undefined {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const isName = name.length > 0 && name.length <= longestName && !/[/\\. "$*<>:|?\u0000-\u001f]/.test(name)
  return isName
    ? undefined
    : `a name of 1 to ${longestName} characters, none of them in / \\ . " $ * < > : | ? or blank`
}
