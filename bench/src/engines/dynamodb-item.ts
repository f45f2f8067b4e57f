import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Booking } from '../documents/ledger.ts'
import type { Order } from '../documents/order.ts'

/** Fields in DynamoDB's form. */
export type Attributes = Record<string, AttributeValue>

/** An item as our provider stores it, with the size and the kind of numbers that its patches look at. */
export function itemOf(partitionKey: string, document: Order | Booking, version: string): Attributes {
  const text = JSON.stringify(document)
  return {
    pk: { S: partitionKey },
    id: { S: document.id },
    document: { M: toAttributes(document) },
    version: { S: version },
    size: { N: String(Buffer.byteLength(text)) },
    ...(hasIntegersOnly(document) && { integers: { BOOL: true } }),
  }
}

function hasIntegersOnly(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(hasIntegersOnly)
  return typeof value !== 'number' || Number.isInteger(value)
}

export function documentOf<T>(item: Attributes): T {
  return fromAttributes(item['document']?.M ?? {}) as T
}

function toAttributes(fields: object): Attributes {
  const attributes: Attributes = {}
  for (const [name, value] of Object.entries(fields)) attributes[name] = toAttribute(value)
  return attributes
}

function fromAttributes(attributes: Attributes): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(attributes)) fields[name] = fromAttribute(value)
  return fields
}

function toAttribute(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (Array.isArray(value)) return { L: value.map(toAttribute) }
  return typeof value === 'object' && value !== null ? { M: toAttributes(value) } : { NULL: true }
}

function fromAttribute({ S, N, BOOL, L, M }: AttributeValue): unknown {
  if (N !== undefined) return Number(N)
  if (L !== undefined) return L.map(fromAttribute)
  return M === undefined ? (S ?? BOOL ?? null) : fromAttributes(M)
}
