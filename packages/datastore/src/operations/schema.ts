import { CloudError } from '@bytelyst/core'
import type { Context } from '../connection.ts'
import { copyDocument } from '../document/copy.ts'
import type { JsonDocument } from '../types/document.ts'
import type { StandardIssue } from '../types/standard-schema.ts'

/**
 * The document as the collection's schema gives it back, checked again. Messages of schemas may quote the document,
 * so only the paths of their issues are repeated.
 *
 * @throws CloudError `invalid_argument`
 */
export async function conformToSchema(context: Context, document: JsonDocument, where: string): Promise<JsonDocument> {
  const result = await context.schema?.['~standard'].validate(document)
  if (result === undefined) return document
  if (result.issues !== undefined) {
    const paths = [...new Set(result.issues.map((issue) => where + pathOf(issue)))].join(', ')
    throw new CloudError({ code: 'invalid_argument', message: `the schema of the collection refuses ${paths}` })
  }
  return copyDocument(result.value, where, context.driver.capabilities.maxDocumentBytes)
}

function pathOf({ path = [] }: StandardIssue): string {
  return path.map((step) => `.${String(typeof step === 'object' ? step.key : step)}`).join('')
}
