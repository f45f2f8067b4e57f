/** A request and its answer, as they are compared. */
export interface Exchange {
  /** The name of the part of the script that it belongs to. */
  readonly part: string
  readonly request: string
  readonly answer: string
}
