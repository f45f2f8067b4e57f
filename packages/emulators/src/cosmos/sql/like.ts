/**
 * Whether a text is like a pattern: `%` is any text, `_` any character, `[abc]`, `[a-f]` and `[^x]` one of a set. Runs in
 * the length of the text times that of the pattern at most.
 */
export function likeMatcher(pattern: string, escape: string | undefined): (text: string) => boolean {
  const parts = likeParts(pattern, escape)
  return (text) => matches([...text], parts)
}

/** `any` is a text of any length; else a test of one character. */
type LikePart = 'any' | ((character: string) => boolean)

function likeParts(pattern: string, escape: string | undefined): LikePart[] {
  const characters = [...pattern]
  const parts: LikePart[] = []
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string
    const close = character === '[' ? characters.indexOf(']', at + 2) : -1
    if (character === escape && at + 1 < characters.length) parts.push(is(characters[++at] as string))
    else if (character === '%') parts.push('any')
    else if (character === '_') parts.push(() => true)
    else if (close !== -1) {
      parts.push(oneOf(characters.slice(at + 1, close)))
      at = close
    } else parts.push(is(character))
  }
  return parts
}

function is(wanted: string): (character: string) => boolean {
  return (character) => character === wanted
}

function oneOf(members: readonly string[]): (character: string) => boolean {
  const negated = members[0] === '^'
  const set = negated ? members.slice(1) : members
  return (character) => {
    for (let at = 0; at < set.length; at++) {
      const [first, dash, last] = [set[at] as string, set[at + 1], set[at + 2]]
      const range = dash === '-' && last !== undefined
      if (range ? character >= first && character <= last : character === first) return !negated
      if (range) at += 2
    }
    return negated
  }
}

function matches(text: readonly string[], parts: readonly LikePart[]): boolean {
  let [at, part] = [0, 0]
  let [restart, lastAny] = [-1, -1]
  while (at < text.length) {
    const current = parts[part]
    if (current === 'any') {
      lastAny = part++
      restart = at
    } else if (current?.(text[at] as string)) {
      at++
      part++
    } else if (lastAny === -1) return false
    else {
      at = ++restart
      part = lastAny + 1
    }
  }
  while (parts[part] === 'any') part++
  return part === parts.length
}
