import { SqliteDatastoreProvider, type DatastoreProvider, type DocumentCollection } from '@bytelyst/datastore'
import { collectionRepairLog, dualWrite, type DualWriteProvider } from '../../src/dual-write/index.ts'

/** A document of the program: when it was last written. */
export interface Item {
  id: string
  pk: string
  n: number
}

/** What stands in a partition: by id, when it was last written. */
export type Standing = ReadonlyMap<string, number>

/** One call of the program, and what it does to its partition. */
export interface DualStep {
  readonly run: (items: DocumentCollection<Item>) => Promise<unknown>
  readonly apply: (before: Standing) => Standing
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f']

/** The n-th call on a partition: the same for the same seed. */
export function dualStep(seed: number, pk: string, n: number): DualStep {
  const draw = mixed(seed * 1009 + n * 31 + pk.charCodeAt(0))
  const [id = '', other = ''] = [ids[draw % 6], ids[(draw + 1 + ((draw >> 8) % 5)) % 6]]
  switch ((draw >> 16) % 6) {
    case 0:
      return {
        run: (items) => items.delete(id, pk),
        apply: (before) => new Map([...before].filter(([key]) => key !== id)),
      }
    case 1:
      return {
        run: (items) => items.updateMany({ n: { $gte: n - 40 } }, { $set: { n } }, { partitionKey: pk }),
        apply: (before) => new Map([...before].map(([key, at]) => [key, at >= n - 40 ? n : at])),
      }
    case 2:
      return {
        run: (items) => items.deleteMany({ n: { $lt: n - 10 } }, { partitionKey: pk }),
        apply: (before) => new Map([...before].filter(([, at]) => at >= n - 10)),
      }
    case 3: {
      const operations = [id, other].map((one) => ({ op: 'upsert', document: { id: one, pk, n } }) as const)
      return {
        run: (items) => items.transact(pk, operations),
        apply: (before) => new Map([...before, [id, n], [other, n]]),
      }
    }
    case 4:
      return {
        run: (items) => items.update(id, pk, { $set: { n } }, { upsert: true }),
        apply: (before) => new Map([...before, [id, n]]),
      }
    default:
      return {
        run: (items) => items.upsert({ id, pk, n }),
        apply: (before) => new Map([...before, [id, n]]),
      }
  }
}

/** Both stores and the log in files of one folder. */
export async function openPair(
  folder: string,
  settleAfterMs: number,
): Promise<{
  readonly pair: DualWriteProvider
  readonly primary: DatastoreProvider
  readonly secondary: DatastoreProvider
}> {
  const primary = new SqliteDatastoreProvider({ path: `${folder}/primary.db` })
  const secondary = new SqliteDatastoreProvider({ path: `${folder}/secondary.db` })
  const repairLog = collectionRepairLog(primary.collection('repairs'))
  const pair = dualWrite({ primary, secondary, repairLog, settleAfterMs, repairEveryMs: null })
  await pair.initialize({ items: { partitionKeyPath: '/pk' } })
  return { pair, primary, secondary }
}

function mixed(value: number): number {
  let state = Math.imul(value ^ 0x9e3779b9, 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 1
}
