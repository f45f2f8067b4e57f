import { metrics, SpanKind, SpanStatusCode, trace, type Attributes, type Histogram } from '@opentelemetry/api'
import { isCloudError } from './cloud-error.ts'

/** What a package's operations are called in traces and metrics. */
export interface Instrumentation {
  /** The package's name: `@bytelyst/datastore`. */
  readonly scope: string
  /** The histogram of durations, in seconds: `db.client.operation.duration`. */
  readonly durationMetric: string
}

/** One operation to be traced and timed. */
export interface TracedOperation {
  /** The span's name: `findMany flags`. */
  readonly name: string
  /** Attributes of the span and of the histogram: low cardinality, no payload. */
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>
}

const globalKey = Symbol.for('opentelemetry.js.api.1')
const histograms = new WeakMap<object, Map<string, Histogram>>()

/** What is registered in this process, by whichever copy of the API: one property lookup when nothing is. */
function registered(): { readonly trace?: object; readonly metrics?: object } | undefined {
  return (globalThis as { [globalKey]?: { readonly trace?: object; readonly metrics?: object } })[globalKey]
}

function durationHistogram(instrumentation: Instrumentation): Histogram {
  const provider = metrics.getMeterProvider()
  let known = histograms.get(provider)
  if (known === undefined) histograms.set(provider, (known = new Map()))
  let histogram = known.get(instrumentation.scope)
  if (histogram === undefined) {
    histogram = provider
      .getMeter(instrumentation.scope)
      .createHistogram(instrumentation.durationMetric, { unit: 's', description: 'Duration of client operations' })
    known.set(instrumentation.scope, histogram)
  }
  return histogram
}

/** Whether a tracer or a meter is registered: ask before building a {@link TracedOperation}. */
export function isTelemetryOn(): boolean {
  const api = registered()
  return api?.trace !== undefined || api?.metrics !== undefined
}

/**
 * Runs `work` inside a client span and records its duration. A failure sets `error.type` to the error's code;
 * messages and payloads are never recorded.
 *
 * @throws what `work` throws, as it came
 *
 * @example
 * ```ts
 * import { isTelemetryOn, traced } from '@bytelyst/core'
 *
 * const instrumentation = { scope: '@acme/shelf', durationMetric: 'shelf.operation.duration' }
 *
 * export function take(book: () => Promise<string>): Promise<string> {
 *   if (!isTelemetryOn()) return book()
 *   return traced(instrumentation, { name: 'take', attributes: { 'shelf.operation': 'take' } }, book)
 * }
 * ```
 */
export async function traced<R>(
  instrumentation: Instrumentation,
  operation: TracedOperation,
  work: () => Promise<R>,
): Promise<R> {
  const { attributes } = operation
  const startedAt = performance.now()
  return trace
    .getTracer(instrumentation.scope)
    .startActiveSpan(operation.name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      let failure: Attributes = {}
      try {
        return await work()
      } catch (error) {
        failure = { 'error.type': isCloudError(error) ? error.code : 'unknown' }
        span.setAttributes(failure).setStatus({ code: SpanStatusCode.ERROR })
        throw error
      } finally {
        span.end()
        const seconds = (performance.now() - startedAt) / 1000
        durationHistogram(instrumentation).record(seconds, { ...attributes, ...failure })
      }
    })
}
