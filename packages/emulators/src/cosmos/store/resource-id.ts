/** The `_rid` of a database: four bytes. */
export function databaseResourceId(database: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(database)
  return asText(bytes)
}

/** The `_rid` of a container: its database's and four bytes more. */
export function containerResourceId(database: number, container: number): string {
  return asText(containerBytes(database, container))
}

/** The `_rid` of a document: its container's and eight bytes more. */
export function documentResourceId(database: number, container: number, sequence: number): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(sequence))
  return asText(Buffer.concat([containerBytes(database, container), bytes]))
}

function containerBytes(database: number, container: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32BE(database)
  // The highest bit tells a container from a user.
  bytes.writeUInt32BE((container | 0x8000_0000) >>> 0, 4)
  return bytes
}

/** Base64 that can stand in a path. */
function asText(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('/', '-')
}
