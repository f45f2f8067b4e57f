import fc, { type Arbitrary } from 'fast-check'
import type { Step } from '../step.ts'
import type { GeneratedFilter } from './filters.ts'
import { badBodies, badIds, badPartitionKeys } from './invalid-documents.ts'
import { badFilters } from './invalid-filters.ts'
import { badPatches } from './invalid-patches.ts'
import { badPaths } from './invalid-paths.ts'
import { badAggregates, badBounds, badPages, badQueries } from './invalid-queries.ts'
import type { Vocabulary } from './layouts.ts'

/** Calls that must be refused as invalid, whatever is stored. */
export function invalidSteps(vocabulary: Vocabulary, filter: Arbitrary<GeneratedFilter>): Arbitrary<Step> {
  const { body, key, layout, steering } = vocabulary
  const { capabilities } = steering
  const bad = badFilters(vocabulary)
  const identity = { id: 'a', partitionKey: layout.partitionKeyPath === '/id' ? 'a' : 'p' }
  const good = body.map((make) => make(identity))
  const partitionField = layout.partitionKeyPath.split('/')[1] as string
  const document = fc.oneof(
    fc.tuple(good, fc.constantFrom(...badBodies)).map(([each, wrong]) => ({ ...each, ...wrong })),
    fc.tuple(good, fc.constantFrom<unknown>(...badIds)).map(([each, id]) => ({ ...each, id })),
    fc
      .tuple(good, fc.constantFrom<unknown>(...badPartitionKeys))
      .map(([each, wrong]) => ({ ...each, [partitionField]: wrong })),
    fc.constantFrom<unknown>(undefined, null, 'a', [], 1),
  )
  const patch = fc.constantFrom(...badPatches)
  const ifMatch = fc.constantFrom<unknown>(
    { ifMatch: undefined },
    { ifMatch: null },
    { ifMatch: 1 },
    { etag: 'x' },
    null,
    'a',
  )
  const { id, partitionKey } = identity
  const step = (method: Step['method'], ...parameters: Arbitrary<unknown>[]): Arbitrary<Step> =>
    fc.tuple(...parameters).map((given) => ({ method, arguments: given }))
  const the = <V>(value: V): Arbitrary<V> => fc.constant(value)
  const query = (parts: readonly object[]): Arbitrary<unknown> =>
    fc.tuple(filter, fc.constantFrom(...parts)).map(([each, wrong]) => ({ filter: each, ...wrong }))
  const steps: Arbitrary<Step>[] = [
    step(
      'findMany',
      bad.map((each) => ({ filter: each })),
    ),
    step('findMany', query([...badQueries, ...badBounds])),
    step('findMany', fc.constantFrom<unknown>({}, undefined, null, 'a')),
    step('findOne', query([...badQueries, { limit: 1 }])),
    step('findPage', query([...badPages, ...badQueries.map((each) => ({ limit: 2, ...each }))])),
    step('iterate', query(badQueries)),
    step('count', bad),
    step('exists', filter, fc.constantFrom<unknown>({ partitionKey: undefined }, { limit: 1 }, { partitionKey: '' })),
    step('findById', fc.constantFrom<unknown>(...badIds), the(partitionKey)),
    step('findById', the(id), fc.constantFrom<unknown>(...badPartitionKeys)),
    step('create', document),
    step('create', good, fc.constantFrom<unknown>({ ifMatch: 'x' }, { upsert: true }, null)),
    // There is no expiry in these collections.
    step('create', good, fc.constantFrom<unknown>({ ttlSeconds: 60 }, { ttlSeconds: null }, { ttlSeconds: 0 })),
    step('upsert', document, the({})),
    step('upsert', good, ifMatch),
    step(
      'replace',
      the(id),
      the(partitionKey),
      fc.oneof(
        document,
        key.filter((other) => other.id !== id).chain((other) => body.map((make) => make(other))),
      ),
      the({}),
    ),
    step('replace', the(id), the(partitionKey), good, ifMatch),
    step('update', the(id), the(partitionKey), patch, the({})),
    step('update', the(id), the(partitionKey), the({ $set: { [partitionField]: 'x' } }), the({})),
    step(
      'update',
      the(id),
      the(partitionKey),
      the({ $set: { b: 1 } }),
      fc.oneof(ifMatch, the({ upsert: true, ifMatch: 'x' }), the({ upsert: 1 })),
    ),
    step('delete', the(id), the(partitionKey), ifMatch),
    step('delete', fc.constantFrom<unknown>(...badIds), the(partitionKey), the({})),
    step('createMany', fc.tuple(good, document)),
    step(
      'upsertMany',
      fc.oneof(
        fc.tuple(good, document),
        good.map((each) => [each, each]),
        the('a'),
      ),
    ),
    step('updateMany', bad, the({ $set: { b: 1 } }), the({})),
    step('updateMany', filter, patch, the({})),
    step('deleteMany', bad, the({})),
    step(
      'deleteMany',
      filter,
      fc.constantFrom<unknown>({ partitionKey: undefined }, { partitionKey: null }, { limit: 1 }),
    ),
  ]
  if (capabilities.distinct) {
    steps.push(
      step(
        'distinct',
        fc.constantFrom<unknown>(...badPaths, undefined, 1),
        filter.map((each) => ({ filter: each })),
      ),
    )
    steps.push(step('distinct', the('a'), fc.constantFrom<unknown>({}, { filter: {}, sort: { a: 1 } })))
  }
  if (capabilities.aggregate) {
    steps.push(
      step('aggregate', query(badAggregates)),
      step(
        'aggregate',
        bad.map((each) => ({ filter: each, count: 'n' })),
      ),
    )
  }
  if (capabilities.transactions !== false) {
    const operation = fc.oneof(
      document.map((each) => ({ op: 'create', document: each })),
      good.map((each) => ({ op: 'create', document: each, ifMatch: 'x' })),
      good.map((each) => ({ op: 'upsert', document: each, ifMatch: undefined })),
      good.map((each) => ({ op: 'insert', document: each })),
      patch.map((each) => ({ op: 'update', id: 'b', patch: each })),
      fc.constantFrom<unknown>(...badIds).map((each) => ({ op: 'delete', id: each })),
      fc.constantFrom<unknown>(null, {}, { op: 'delete', id: 'a', document: {} }, { op: 'constructor' }),
    )
    steps.push(
      step('transact', the(partitionKey), fc.tuple(operation)),
      step('transact', the(partitionKey), fc.tuple(the({ op: 'delete', id: 'nobody' }), operation)),
      step(
        'transact',
        the(partitionKey),
        good.map((each) => [
          { op: 'upsert', document: each },
          { op: 'delete', id: each['id'] },
        ]),
      ),
      step(
        'transact',
        the('another partition'),
        good.map((each) => [{ op: 'upsert', document: each }]),
      ),
      step('transact', fc.constantFrom<unknown>(...badPartitionKeys), the([{ op: 'delete', id: 'a' }])),
      step(
        'transact',
        the(partitionKey),
        fc.constantFrom<unknown>(
          [],
          null,
          'a',
          Array.from({ length: 101 }, (_, i) => ({ op: 'delete', id: `${i}` })),
        ),
      ),
    )
  }
  return fc.oneof(...steps)
}
