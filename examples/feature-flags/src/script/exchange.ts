/** A request and its answer, as they are compared. */
export interface Exchange {
  readonly request: string
  readonly answer: string
}
