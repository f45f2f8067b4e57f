import { metrics, SpanStatusCode, trace } from '@opentelemetry/api'
import { CloudError, isTelemetryOn, traced } from '@bytelyst/core'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterEach, expect, test } from 'vitest'

const instrumentation = { scope: '@bytelyst/test', durationMetric: 'db.client.operation.duration' }
const operation = { name: 'create flags', attributes: { 'db.operation.name': 'create' } }

afterEach(() => {
  trace.disable()
  metrics.disable()
})

test('nothing is on when nothing is registered', () => {
  expect(isTelemetryOn()).toBe(false)
})

test('an operation is a client span with its attributes, and a failure has the code as error.type', async () => {
  const exporter = new InMemorySpanExporter()
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  expect(isTelemetryOn()).toBe(true)
  expect(await traced(instrumentation, operation, () => Promise.resolve(5))).toBe(5)
  const error = new CloudError({ code: 'not_found', message: 'canary' })
  await expect(traced(instrumentation, operation, () => Promise.reject(error))).rejects.toBe(error)
  const [good, bad] = exporter.getFinishedSpans()
  expect(good).toMatchObject({ name: 'create flags', kind: 2, attributes: { 'db.operation.name': 'create' } })
  expect(good?.status.code).toBe(SpanStatusCode.UNSET)
  expect(bad?.attributes).toEqual({ 'db.operation.name': 'create', 'error.type': 'not_found' })
  expect(bad?.status).toEqual({ code: SpanStatusCode.ERROR })
  expect(JSON.stringify([bad?.attributes, bad?.events, bad?.status])).not.toContain('canary')
})

test('the duration is recorded in seconds', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
  await traced(instrumentation, operation, () => new Promise((resolve) => setTimeout(resolve, 20)))
  await traced(instrumentation, operation, () => Promise.reject(new Error('x'))).catch(() => undefined)
  await reader.forceFlush()
  const metric = exporter.getMetrics()[0]?.scopeMetrics[0]?.metrics[0]
  expect(metric?.descriptor).toMatchObject({ name: 'db.client.operation.duration', unit: 's' })
  const points =
    metric?.dataPoints.map(({ attributes, value }) => ({
      attributes,
      value: value as { count: number; sum: number },
    })) ?? []
  expect(points.map(({ attributes }) => attributes)).toEqual([
    { 'db.operation.name': 'create' },
    { 'db.operation.name': 'create', 'error.type': 'unknown' },
  ])
  expect(points[0]?.value.sum).toBeGreaterThan(0)
  expect(points[0]?.value.sum).toBeLessThan(5)
  await reader.shutdown()
})
