/** Milliseconds since the epoch. */
export type Clock = () => number

/** How much of a list, and from where. */
export interface PageOptions {
  limit: number
  cursor?: string | undefined
}

/** The version that a document must still have; absent: any. */
export interface Precondition {
  ifMatch?: string
}
