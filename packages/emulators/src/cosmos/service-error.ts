/** The statuses of refusals with the code that the service writes beside each. */
const codes: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  408: 'RequestTimeout',
  409: 'Conflict',
  410: 'Gone',
  412: 'PreconditionFailed',
  413: 'RequestEntityTooLarge',
  424: 'FailedDependency',
  429: 'TooManyRequests',
  449: 'RetryWith',
  500: 'InternalServerError',
  501: 'NotImplemented',
  503: 'ServiceUnavailable',
}

/** What of a refusal is said in headers. */
export interface RefusalDetails {
  /** `x-ms-substatus`. */
  readonly substatus?: number
  readonly retryAfterMs?: number
  /** Stands in the body as it is: the SDK looks for it to find out that it has to ask for a plan. */
  readonly additionalErrorInfo?: string
}

/** A refusal as the service answers it. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly status: number
  readonly details: RefusalDetails

  constructor(status: number, message: string, details: RefusalDetails = {}) {
    super(message)
    this.status = status
    this.details = details
  }

  /** Like `NotFound`. */
  get code(): string {
    return codes[this.status] ?? 'InternalServerError'
  }
}
