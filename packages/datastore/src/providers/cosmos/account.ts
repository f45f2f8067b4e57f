/** How an account is reached. */
export interface Account {
  readonly endpoint: string
  /** Undefined: by the credential of the environment. */
  readonly key: string | undefined
}

/** Whether this is an address that an account can have. */
export function isEndpoint(text: unknown): text is string {
  if (typeof text !== 'string' || !URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
}

/** Whether a database can have this name. */
export function isDatabaseName(name: unknown): name is string {
  return typeof name === 'string' && /^[^/\\?#]{1,255}$/.test(name) && name.trim() === name
}

/** Endpoint and key of a connection string; undefined when it has not both. */
export function parseConnectionString(text: string): (Account & { readonly key: string }) | undefined {
  const parts = new Map(
    text.split(';').map((part) => {
      const at = part.indexOf('=')
      return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()] as const
    }),
  )
  const [endpoint, key] = [parts.get('accountendpoint'), parts.get('accountkey')]
  return isEndpoint(endpoint) && key !== undefined && key !== '' ? { endpoint, key } : undefined
}

/** The account that the options tell; undefined when they tell none. */
export function accountOf({
  endpoint,
  key,
  connectionString,
}: {
  readonly endpoint?: string | undefined
  readonly key?: string | undefined
  readonly connectionString?: string | undefined
}): Account | undefined {
  if (connectionString !== undefined) return parseConnectionString(connectionString)
  return isEndpoint(endpoint) ? { endpoint, key } : undefined
}
