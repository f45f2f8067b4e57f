/** Characters from here on are where UTF-16 order and code-point order part. */
const firstSurrogate = 0xd800
const afterSurrogates = 0xe000

// oxlint-disable-next-line no-control-regex -- the whole of ASCII
const ascii = /^[\u0000-\u007f]*$/

/** Whether UTF-16 order, JavaScript's own, may be wrong for this text. */
export function needsCodePoints(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) >= firstSurrogate) return true
  return false
}

/** Compares in code-point order, which is that of UTF-8 bytes. JavaScript's `<` compares UTF-16 units. */
export function compareCodePoints(one: string, other: string): number {
  if (one === other) return 0
  const shorter = Math.min(one.length, other.length)
  for (let i = 0; i < shorter; i += 1) {
    const a = one.charCodeAt(i)
    const b = other.charCodeAt(i)
    if (a === b) continue
    // A surrogate is half of a character above all others, but its unit is below those of U+E000 to U+FFFF.
    if (a >= firstSurrogate && b >= firstSurrogate) return rank(a) - rank(b)
    return a - b
  }
  return one.length - other.length
}

function rank(unit: number): number {
  return unit >= afterSurrogates ? unit - 0x2000 : unit + 0x2000
}

/** The text with case ignored: each character by itself, so that a letter's place in a word does not matter. */
export function foldCase(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  let folded = ''
  for (const character of text) folded += character.toLowerCase()
  return folded
}

/** The first text behind all that start with this one; undefined when there is none. */
export function textBehindPrefix(prefix: string): string | undefined {
  const characters = [...prefix]
  const last = characters.pop()?.codePointAt(0) ?? 0x10ffff
  if (last === 0x10ffff) return undefined
  return characters.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1)
}
