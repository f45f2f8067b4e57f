/** A regular expression in the common part of the dialects of MongoDB and its kin. */
export interface Pattern {
  readonly source: string
  readonly options: '' | 'i'
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')
}

export function whole(text: string, ignoreCase: boolean): Pattern {
  return pattern(`^${escape(text)}\\z`, ignoreCase)
}

export function atStart(text: string, ignoreCase: boolean): Pattern {
  return pattern(`^${escape(text)}`, ignoreCase)
}

/** `$` would match before a last newline too. */
export function atEnd(text: string, ignoreCase: boolean): Pattern {
  return pattern(`${escape(text)}\\z`, ignoreCase)
}

export function anywhere(text: string, ignoreCase: boolean): Pattern {
  return pattern(escape(text), ignoreCase)
}

function pattern(source: string, ignoreCase: boolean): Pattern {
  return { source, options: ignoreCase ? 'i' : '' }
}
