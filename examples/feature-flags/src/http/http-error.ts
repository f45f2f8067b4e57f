/** A refusal of the service's own, with the status and the code of its answer. */
export class HttpError extends Error {
  override readonly name: string = 'HttpError'
  readonly statusCode: number
  readonly code: string

  constructor(statusCode: number, code: string, message: string) {
    super(message)
    this.statusCode = statusCode
    this.code = code
  }
}
