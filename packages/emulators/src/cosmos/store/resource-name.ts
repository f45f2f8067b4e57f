import type { Json } from '../json.ts'
import { ServiceError } from '../service-error.ts'

const longestBytes = 1023
const longestResourceName = 255

/**
 * The `id` of a document, by the service's rules. `?` and `#` are refused as the documentation says: what had one could
 * not be addressed.
 *
 * @throws ServiceError 400
 */
export function requireDocumentId(id: Json | undefined): string {
  if (id === undefined || id === null || id === '') {
    throw new ServiceError(400, "The input content is invalid because the required properties - 'id; ' - are missing")
  }
  if (typeof id !== 'string') throw new ServiceError(400, "The input content is invalid because 'id' is no string.")
  if (/[/\\?#]/.test(id)) {
    throw new ServiceError(400, String.raw`Id contains illegal chars: it may not hold any of / \ ? #`)
  }
  if (Buffer.byteLength(id) > longestBytes)
    throw new ServiceError(400, `Id is too long: it may have ${longestBytes} bytes.`)
  return id
}

/** The `id` of a database or a container. */
export function requireId(id: Json | undefined): string {
  const name = requireDocumentId(id)
  if (name.length > longestResourceName || name.endsWith(' ')) {
    throw new ServiceError(
      400,
      `The id of a resource has up to ${longestResourceName} characters and does not end with a space.`,
    )
  }
  return name
}
