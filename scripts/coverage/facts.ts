/** `whole`: a call of the contract answers it. `code`: a call, and code of the application around it. `raw`: `rawQuery`. */
export type How = 'whole' | 'code' | 'raw'

/** The sections of the report, in order. */
export const groups = {
  answer: 'What is answered',
  order: 'Order and paging',
  field: 'Conditions on a field',
  logic: 'Conditions together',
  string: 'Strings',
  array: 'Arrays and objects',
  compute: 'Computing in a condition',
  aggregate: 'Counting, adding up, grouping',
  beyond: 'Other parts of the language',
  text: 'Texts put together at run time',
} as const
/** A section. */
export type Group = keyof typeof groups

/** What the report says of a feature. */
export interface Facts {
  readonly group: Group
  readonly title: string
  readonly how: How
  /** Whether the answers differ where fields are missing or null, or of several types; the note says how. */
  readonly differs?: true
  /** Where Cosmos and the contract differ, or how it is done. */
  readonly note?: string
}
