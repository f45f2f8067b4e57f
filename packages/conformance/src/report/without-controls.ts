/**
 * A text without what XML has not and what terminals obey: control characters, line breaks and tabs excepted, lone
 * surrogates and noncharacters become U+FFFD.
 */
export function withoutControls(text: string): string {
  return text.toWellFormed().replaceAll(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '\ufffd')
}
