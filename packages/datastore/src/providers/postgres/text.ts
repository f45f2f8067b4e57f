/**
 * A text as an SQL literal. One with a backslash is written so that it means the same whatever
 * `standard_conforming_strings` is.
 */
export function sqlText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

/** A name as an SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** FNV-1a, twice: sixty-four bits that only have to differ. */
export function hashOf(text: string): string {
  const bytes = new TextEncoder().encode(text)
  return [0x811c9dc5, 0x01000193]
    .map((seed) => {
      let hash = seed
      for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
      return (hash >>> 0).toString(36).padStart(7, '0')
    })
    .join('')
}
