/**
 * Braces and quotes with what is between the first and the last, since a value may hold some, and what PostgreSQL writes
 * behind a key.
 */
const values: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\{.*\}/gs, '{...}'],
  [/\[(?!redacted\]).*\]/gs, '[...]'],
  [/=\(.*?\)/gs, '=(...)'],
  [/".*"/gs, '"..."'],
  // That of "can't" opens nothing.
  [/(?<!\w)'.*'/gs, "'...'"],
]

/** An engine's message without what may be a part of a document: engines like to repeat what they refuse. */
export function withoutValues(message: string): string {
  return values.reduce((text, [pattern, instead]) => text.replace(pattern, instead), message)
}
