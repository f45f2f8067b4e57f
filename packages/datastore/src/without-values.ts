/** Braces with what is between the first and the last, texts in quotes, and what PostgreSQL writes behind a key. */
const values: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\{.*\}/gs, '{...}'],
  [/\[(?!redacted\]).*\]/gs, '[...]'],
  [/=\(.*?\)/gs, '=(...)'],
  [/"(?:[^"\\]|\\.)*"/gs, '"..."'],
  [/'(?:[^'\\]|\\.)*'/gs, "'...'"],
]

/** An engine's message without what may be a part of a document: engines like to repeat what they refuse. */
export function withoutValues(message: string): string {
  return values.reduce((text, [pattern, instead]) => text.replace(pattern, instead), message)
}
