import { CloudError } from '@bytelyst/core'
import type { Context } from '../connection.ts'
import { copyDocument } from '../document/copy.ts'
import type { JsonDocument } from '../types/document.ts'
import type { StandardIssue, StandardResult, StandardSchema } from '../types/standard-schema.ts'

/**
 * The document as the collection's schema gives it back, checked again. Messages of schemas may quote the document,
 * so only the paths of their issues are repeated.
 *
 * @throws CloudError `invalid_argument`
 */
export async function conformToSchema(context: Context, document: JsonDocument, where: string): Promise<JsonDocument> {
  const { schema } = context
  if (schema === undefined) return document
  const result = await validate(schema, document)
  if (result.issues !== undefined) {
    const paths = [...new Set(result.issues.map((issue) => where + pathOf(issue)))].join(', ')
    throw new CloudError({ code: 'invalid_argument', message: `the schema of the collection refuses ${paths}` })
  }
  return copyDocument(result.value, where, context.driver.capabilities.maxDocumentBytes)
}

/** What a schema throws may quote the document, and is not repeated either. */
async function validate(schema: StandardSchema, document: JsonDocument): Promise<StandardResult<unknown>> {
  let result: StandardResult<unknown> | undefined
  try {
    result = await schema['~standard'].validate(document)
  } catch {
    result = undefined
  }
  if (typeof result === 'object' && result !== null) return result
  throw new CloudError({
    code: 'invalid_argument',
    message: 'the schema of the collection threw, or gave no result, for a document',
  })
}

function pathOf({ path = [] }: StandardIssue): string {
  return path.map((step) => `.${String(typeof step === 'object' ? step.key : step)}`).join('')
}
