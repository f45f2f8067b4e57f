const width = 110

/** A value as TypeScript source, on one line where it fits. Classes print themselves: see {@link Printable}. */
export function sourceOf(value: unknown, indent = ''): string {
  const line = inline(value)
  if (line.length + indent.length <= width || !hasParts(value)) return line
  const deeper = `${indent}  `
  if (Array.isArray(value)) {
    return `[\n${value.map((element) => `${deeper}${sourceOf(element, deeper)},\n`).join('')}${indent}]`
  }
  const fields = Object.entries(value).map(
    ([field, child]) => `${deeper}${nameOf(field)}: ${sourceOf(child, deeper)},\n`,
  )
  return `{\n${fields.join('')}${indent}}`
}

/** A value that knows its own source. */
export interface Printable {
  readonly toSource: () => string
}

function hasParts(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !isPrintable(value)
}

function isPrintable(value: object): value is Printable {
  return 'toSource' in value && typeof value.toSource === 'function'
}

function inline(value: unknown): string {
  if (Object.is(value, -0)) return '-0'
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  if (isPrintable(value)) return value.toSource()
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'new Date(NaN)' : `new Date('${value.toISOString()}')`
  if (value instanceof Map) return 'new Map()'
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  const fields = Object.entries(value).map(([field, child]) => `${nameOf(field)}: ${inline(child)}`)
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

function nameOf(field: string): string {
  if (field === '__proto__') return `['__proto__']`
  return /^[A-Za-z_$][\w$]*$/.test(field) ? field : quoted(field)
}

/** Characters that cannot be seen, or not told apart, are escaped; long runs are not written out. */
function quoted(text: string): string {
  const run = /^(.)\1{40,}$/su.exec(text)
  if (run !== null) return `${quoted(run[1] ?? '')}.repeat(${[...text].length})`
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let source = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (character === '\\' || character === quote) source += `\\${character}`
    else if (character === '\n') source += '\\n'
    else if (code >= 0x20 && code < 0x7f) source += character
    else source += code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
  }
  return quote + source + quote
}
