import { isCloudError } from './cloud-error.ts'
import { redact } from './redact.ts'

const keptFields = ['code', 'status', 'statusCode', 'errno', 'errcode', 'requestId'] as const

/**
 * A copy of an SDK's error that can be attached as `cause`: its name, its redacted message, its stack frames and
 * its codes. Request and response bodies, headers and options, where SDKs keep keys and documents, stay behind.
 *
 * @param secrets - texts that must not stand in the message, whatever they look like
 * @param clean - takes out of the message what else must not stand there
 */
export function safeCause(
  error: unknown,
  secrets: Iterable<string> = [],
  clean: (message: string) => string = (message) => message,
): unknown {
  if (error === undefined || isCloudError(error)) return error
  if (!(error instanceof Error)) return new Error('something other than an Error was thrown')
  const copy = new Error(clean(redact(error.message, secrets)))
  copy.name = error.name
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? []
  copy.stack = [`${copy.name}: ${copy.message}`, ...frames].join('\n')
  for (const field of keptFields) {
    const value: unknown = (error as unknown as Record<string, unknown>)[field]
    if (typeof value === 'string' || typeof value === 'number') Object.assign(copy, { [field]: value })
  }
  return copy
}
