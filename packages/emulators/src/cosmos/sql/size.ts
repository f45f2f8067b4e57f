import { SqlError } from './engine.ts'

/** The longest text or array that an expression may make: far beyond what a document holds. */
const longest = 5_000_000

/**
 * @throws SqlError if a text or an array would be longer than any use has it
 */
export function checkLength(length: number): void {
  if (length > longest) throw new SqlError('', 'The query exceeded the resources that an expression may take.')
}
