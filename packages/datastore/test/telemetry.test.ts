import { trace } from '@opentelemetry/api'
import { MemoryDatastoreProvider, SqliteDatastoreProvider } from '@bytelyst/datastore'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterEach, expect, test } from 'vitest'

afterEach(() => {
  trace.disable()
})

function recordSpans(): InMemorySpanExporter {
  const exporter = new InMemorySpanExporter()
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  return exporter
}

test('each operation is a span by the conventions for databases, without any value', async () => {
  const exporter = recordSpans()
  const provider = new MemoryDatastoreProvider()
  const flags = provider.collection('flags')
  await flags.create({ id: 'canary-1', secret: 'canary-2' })
  await flags.findMany({ filter: { secret: 'canary-3' }, partitionKey: 'canary-4' })
  await flags.findById('canary-5', 'canary-6')
  await expect(flags.create({ id: 'canary-1' })).rejects.toMatchObject({ code: 'already_exists' })
  await provider.ping()
  const operation = (name: string, more: object = {}): { name: string; attributes: object } => ({
    name: `${name} flags`,
    attributes: { 'db.system.name': 'memory', 'db.operation.name': name, 'db.collection.name': 'flags', ...more },
  })
  const spans = exporter
    .getFinishedSpans()
    .map(({ name, attributes, status, events }) => ({ name, attributes, status, events }))
  expect(spans.map(({ name, attributes }) => ({ name, attributes }))).toEqual([
    operation('create'),
    operation('findMany'),
    operation('findById'),
    operation('create', { 'error.type': 'already_exists' }),
    { name: 'ping', attributes: { 'db.system.name': 'memory', 'db.operation.name': 'ping' } },
  ])
  expect(JSON.stringify(spans)).not.toContain('canary')
})

test('rawQuery is told by its name, so that it can be counted', async () => {
  const exporter = recordSpans()
  const provider = new SqliteDatastoreProvider({ path: ':memory:' })
  await provider.collection('flags').rawQuery('SELECT 1')
  expect(exporter.getFinishedSpans().map((span) => span.name)).toEqual(['rawQuery flags'])
  await provider.close()
})
