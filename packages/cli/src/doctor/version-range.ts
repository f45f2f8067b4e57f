type Version = readonly [major: number, minor: number, patch: number]

/** From the first up to, and without, the second. */
type Span = readonly [from: Version, to: Version]

const zero: Version = [0, 0, 0]
const endless: Version = [Infinity, 0, 0]

/**
 * Whether a version is in a range as package managers write them: `^6.1`, `>=6 <8`, `7 || 8.x`. Prereleases count as
 * their releases. Undefined for what is not understood.
 */
export function satisfies(version: string, range: string): boolean | undefined {
  const found = parseVersion(version)
  const alternatives = range.split('||').map(spansOf)
  if (found === undefined || alternatives.includes(undefined)) return undefined
  return alternatives.some((spans) => spans?.every(([from, to]) => !before(found, from) && before(found, to)))
}

function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(text)
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])]
}

/** All of them hold. */
function spansOf(text: string): readonly Span[] | undefined {
  const spans = text
    .trim()
    .replaceAll(/([<>=^~])\s+/g, '$1')
    .split(/\s+/)
    .map(spanOf)
  return spans.includes(undefined) ? undefined : (spans as Span[])
}

function spanOf(comparator: string): Span | undefined {
  const pattern = /^(\^|~|[<>]?=?)v?(\d+|[x*])?(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?(?:[-+][\w.+-]+)?$/
  const match = pattern.exec(comparator)
  if (match === null) return undefined
  const [, operator, ...texts] = match
  const given = texts.map((text) => (text === undefined || /[x*]/.test(text) ? undefined : Number(text)))
  const precision = given.includes(undefined) ? given.indexOf(undefined) : 3
  if (precision === 0) return [zero, endless]
  const [major = 0, minor = 0, patch = 0] = given.slice(0, precision)
  const version: Version = [major, minor, patch]
  const next = following(version, precision)
  switch (operator) {
    case '>=':
      return [version, endless]
    case '>':
      return [next, endless]
    case '<':
      return [zero, version]
    case '<=':
      return [zero, next]
    case '^':
      return [version, following(version, major > 0 || precision === 1 ? 1 : minor > 0 || precision === 2 ? 2 : 3)]
    case '~':
      return [version, following(version, Math.min(precision, 2))]
    default:
      return [version, next]
  }
}

/** The first version after all that begin with so many of these numbers. */
function following([major, minor, patch]: Version, precision: number): Version {
  if (precision === 1) return [major + 1, 0, 0]
  return precision === 2 ? [major, minor + 1, 0] : [major, minor, patch + 1]
}

function before(a: Version, b: Version): boolean {
  const i = a.findIndex((number, position) => number !== b[position])
  return i >= 0 && (a[i] ?? 0) < (b[i] ?? 0)
}
