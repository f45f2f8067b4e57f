/**
 * Whether a run takes a case: all are taken when no text is given, else those whose id contains one of the texts, in
 * which `*` stands for anything.
 *
 * @example
 * ```ts
 * import { isSelected } from '@bytelyst/conformance'
 *
 * isSelected('datastore/filter/ne-null', 'filter/') // true
 * isSelected('datastore/filter/ne-null', ['sort/', 'filter/*-null']) // true
 * ```
 */
export function isSelected(id: string, only: string | readonly string[] = []): boolean {
  const texts = typeof only === 'string' ? [only] : only
  return texts.length === 0 || texts.some((text) => containsInOrder(id, text.split('*')))
}

function containsInOrder(id: string, parts: readonly string[]): boolean {
  let from = 0
  return parts.every((part) => {
    const at = id.indexOf(part, from)
    from = at + part.length
    return at >= 0
  })
}
