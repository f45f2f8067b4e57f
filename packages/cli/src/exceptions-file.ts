import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describeError, type Exceptions } from '@bytelyst/conformance'
import { CommandError } from './command-error.ts'

/**
 * Reads exceptions from a JSON file: the reason by the id of the case.
 *
 * @throws CommandError for a file that is none, or that names cases which do not exist
 */
export function readExceptions(
  path: string,
  workingDirectory: string,
  cases: readonly { readonly id: string }[],
): Exceptions {
  const fail = (what: string): CommandError => new CommandError(`--exceptions ${path}: ${what}`)
  let content: unknown
  try {
    content = JSON.parse(readFileSync(resolve(workingDirectory, path), 'utf8'))
  } catch (error) {
    throw fail(describeError(error))
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw fail('expected an object with a reason for each case by its id')
  }
  for (const [id, reason] of Object.entries(content)) {
    if (!cases.some((entry) => entry.id === id)) throw fail(`there is no case ${id}`)
    if (typeof reason !== 'string' || reason.trim() === '') throw fail(`${id} has no reason`)
  }
  return content as Exceptions
}
