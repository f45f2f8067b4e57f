import { withoutControls } from './without-controls.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text as it stands in XML and HTML. */
export function escapeMarkup(text: string): string {
  return withoutControls(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}

/** A text as it stands in an attribute, whose line breaks a parser would make spaces of. */
export function escapeAttribute(text: string): string {
  return escapeMarkup(text).replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}
