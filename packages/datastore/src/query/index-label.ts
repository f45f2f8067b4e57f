import type { Index } from '../types.ts'

/** How an index is called in explanations and messages: its paths, descending ones with a minus. */
export function indexLabel({ paths }: Index): string {
  return Object.entries(paths)
    .map(([path, direction]) => (direction === 1 ? path : `-${path}`))
    .join(',')
}
