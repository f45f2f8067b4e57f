import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { JsonDocument, JsonValue } from '../../types/document.ts'

/** Attributes by their names: an item, or what a map holds. */
export type Attributes = Record<string, AttributeValue>

/** A JSON value in DynamoDB's form. JavaScript's shortest text of a double names it alone, so that it comes back as it went. */
export function toAttribute(value: JsonValue): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value }
    case 'number':
      return { N: String(value) }
    case 'boolean':
      return { BOOL: value }
    default:
      if (value === null) return { NULL: true }
      return Array.isArray(value)
        ? { L: value.map((element: JsonValue) => toAttribute(element)) }
        : { M: toAttributes(value as JsonDocument) }
  }
}

/** The fields of a document in DynamoDB's form. */
export function toAttributes(document: JsonDocument): Attributes {
  const attributes: Attributes = {}
  for (const field of Object.keys(document)) attributes[field] = toAttribute(document[field] as JsonValue)
  return attributes
}

/** The JSON value of an attribute. Sets and bytes, which only others write, become lists and base64. */
export function fromAttribute(attribute: AttributeValue): JsonValue {
  if (attribute.S !== undefined) return attribute.S
  if (attribute.N !== undefined) return Number(attribute.N)
  if (attribute.BOOL !== undefined) return attribute.BOOL
  if (attribute.M !== undefined) return fromAttributes(attribute.M)
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute)
  if (attribute.SS !== undefined) return attribute.SS
  if (attribute.NS !== undefined) return attribute.NS.map(Number)
  if (attribute.B !== undefined) return toBase64(attribute.B)
  if (attribute.BS !== undefined) return attribute.BS.map(toBase64)
  return null
}

/** The document that a map of attributes is. */
export function fromAttributes(attributes: Attributes): JsonDocument {
  const document: Record<string, JsonValue> = {}
  for (const field of Object.keys(attributes)) {
    // Assigning it would set the object's prototype; no document of ours has such a field.
    if (field !== '__proto__') document[field] = fromAttribute(attributes[field] as AttributeValue)
  }
  return document
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
