import { MemoryDatastoreProvider } from '@bytelyst/datastore'
import type { Extent } from '../benchmark.ts'
import { flagOf } from '../documents/flag.ts'
import { orderOf } from '../documents/order.ts'
import { checkSameAnswers } from '../measure/answers.ts'
import { race } from '../measure/race.ts'
import { repeating } from '../measure/repeating.ts'
import { settle } from '../measure/settle.ts'
import { comparisonRow, rateRow, type Row } from '../report/row.ts'

const documents = 10_000
const goalPerSecond = 1_000_000

/** Reads by id, one after the other, of small documents and of documents of 1 kB. */
export async function run(extent: Extent): Promise<readonly Row[]> {
  return [
    ...(await pointReads('memory read by id, 80 B', flagOf, extent)),
    ...(await pointReads('memory read by id, 1 kB', orderOf, extent)),
  ]
}

async function pointReads<T extends { readonly id: string }>(
  benchmark: string,
  documentOf: (i: number) => T,
  { race: length }: Extent,
): Promise<Row[]> {
  const data = Array.from({ length: documents }, (_, i) => documentOf(i))
  const provider = new MemoryDatastoreProvider()
  const collection = provider.collection<T>('documents')
  await collection.createMany(data)
  const byId = new Map(data.map((document) => [document.id, structuredClone(document)]))
  const ids = data.map(({ id }) => id)
  /** Ids in an order that jumps about. */
  const idOf = (i: number): string => ids[(i * 7919) % documents] ?? ''
  settle()

  const ours = repeating('datastore', (n) => collection.findById(idOf(n), idOf(n)))
  const reference = repeating('Map and structuredClone', (n) => structuredClone(byId.get(idOf(n))))
  checkSameAnswers(benchmark, [
    { name: ours.name, answer: await collection.findById(idOf(1), idOf(1)) },
    { name: reference.name, answer: structuredClone(byId.get(idOf(1))) },
  ])
  const [one, other] = await race([ours, reference], length)
  await provider.close()
  if (one === undefined || other === undefined) return []
  return [
    rateRow({ benchmark, ours: one, goalPerSecond }),
    comparisonRow({ benchmark, ours: one, rival: other, measure: 'wall', goal: undefined }),
  ]
}
