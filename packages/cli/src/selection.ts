import type { SelectedProvider } from '@bytelyst/core'

/** What is selected, and why: `sqlite, selected by DB_PROVIDER`. */
export function describeSelection(
  { name, selectedBy }: Pick<SelectedProvider<unknown>, 'name' | 'selectedBy'>,
  variable: string,
): string {
  return selectedBy === 'default' ? `${name}, the default: ${variable} is not set` : `${name}, selected by ${variable}`
}
