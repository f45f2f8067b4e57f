/** Request units, about as the documentation says: they grow with what is read and written, and are no bill. */
export const charge = {
  /** A point read: 1 for a kibibyte, 10 for a hundred. */
  read: (bytes: number): number => rounded(1 + 0.09 * Math.floor(bytes / 1024)),
  /** A write: 5 and a little for a kibibyte, 50 for a hundred. */
  write: (bytes: number): number => rounded(5.71 + 0.45 * Math.floor(bytes / 1024)),
  /** What looks at so many documents and answers so many. */
  query: (scanned: number, answered: number): number => rounded(2.27 + 0.004 * scanned + 0.05 * answered),
  /** Databases, containers, offers. */
  management: 4.95,
  /** What was refused or not found. */
  refusal: 1,
} as const

function rounded(units: number): number {
  return Math.round(units * 100) / 100
}
