const reserved: ReadonlySet<string> = new Set(['_id', '_rid', '_self', '_ts', '_etag', '_attachments', '_lsn', 'ttl'])

/** The top-level names that belong to one engine or another, and so to no document. */
export function isReservedField(name: string): boolean {
  return reserved.has(name) || name.startsWith('_bytelyst')
}
