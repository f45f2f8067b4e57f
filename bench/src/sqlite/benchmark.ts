import type { Extent } from '../benchmark.ts'
import { bookingOf, type Booking } from '../documents/ledger.ts'
import { orderOf } from '../documents/order.ts'
import { byId, checkSameAnswers } from '../measure/answers.ts'
import { race, type RaceLength } from '../measure/race.ts'
import { repeating } from '../measure/repeating.ts'
import { settle } from '../measure/settle.ts'
import { comparisonRow, type Row } from '../report/row.ts'
import { betterSqlite3, openSubjects, sameWork } from './open-subjects.ts'
import type { Contents, Subject } from './subject.ts'
import { withTemporaryFolder } from './temporary-folder.ts'

const orders = 10_000
const accounts = 1000
const bulk = 1000
const goal = { atMost: 1.25 }

/** One kind of call, made on a store for the n-th time. */
interface Work {
  readonly name: string
  /** Calls before the race that do not wait for the disk: so many that the code is hot, as in a service. 0: it reads. */
  readonly warmUpWrites: number
  readonly call: (subject: Subject, n: number) => unknown
  /** What there is to compare after the n-th call. */
  readonly outcome: (subject: Subject, n: number) => unknown
}

const accountOf = (n: number): string => `account-${(n * 617) % accounts}`
const readOrder: Work['call'] = (subject, n) => subject.readOrder(`order-${(n * 7919) % orders}`)
const findOrders: Work['call'] = (subject, n) => subject.findOrders(`customer-${(n * 7) % 500}`)

const works: readonly Work[] = [
  { name: 'read by id, 1 kB', warmUpWrites: 0, call: readOrder, outcome: readOrder },
  { name: 'find 20 by index', warmUpWrites: 0, call: findOrders, outcome: findOrders },
  {
    name: 'create',
    warmUpWrites: 5000,
    call: (subject, n) => subject.createBooking(bookingOf(accountOf(n), `single-${n}`)),
    outcome: (subject, n) => subject.readBooking(accountOf(n), `single-${n}`),
  },
  {
    name: 'transaction of two',
    warmUpWrites: 5000,
    call: (subject, n) => subject.book(bookingOf(accountOf(n), `booked-${n}`)),
    outcome: (subject, n) => subject.readBalance(accountOf(n)),
  },
  {
    name: 'create 1,000 at once',
    warmUpWrites: 20,
    call: (subject, n) => subject.createBookings(batchOf(n)),
    outcome: (subject, n) => subject.readBooking(accountOf(bulk - 1), `batch-${n}-${bulk - 1}`),
  },
]

function batchOf(n: number): Booking[] {
  return Array.from({ length: bulk }, (_, i) => bookingOf(accountOf(i), `batch-${n}-${i}`))
}

/** The sqlite provider against the same work written by hand. Every write waits for the disk. */
export function run({ race: length }: Extent): Promise<readonly Row[]> {
  const contents: Contents = {
    orders: Array.from({ length: orders }, (_, i) => orderOf(i)),
    accountIds: Array.from({ length: accounts }, (_, n) => accountOf(n)),
  }
  return withTemporaryFolder(async (folder) => {
    const subjects = await openSubjects(folder, contents)
    settle()
    const rows: Row[] = []
    for (const work of works) rows.push(...(await measure(work, subjects, length)))
    if (!subjects.some(({ name }) => name === betterSqlite3)) {
      const rival = `${betterSqlite3}: not installed here`
      rows.push({ benchmark: 'sqlite', ours: '-', rival, ratio: '-', goal: '-', verdict: 'no goal' })
    }
    for (const subject of subjects) await subject.close()
    return rows
  })
}

async function measure(work: Work, subjects: readonly Subject[], length: RaceLength): Promise<Row[]> {
  const benchmark = `sqlite, ${work.name}`
  const answers = []
  for (const subject of subjects) {
    await work.call(subject, 0)
    const outcome = await work.outcome(subject, 0)
    answers.push({ name: subject.name, answer: Array.isArray(outcome) ? byId(outcome) : outcome })
  }
  checkSameAnswers(benchmark, answers)
  const contenders = subjects.map((subject) => repeating(subject.name, (n) => work.call(subject, n)))
  for (const subject of subjects) await subject.waitForDisk(false)
  for (const contender of contenders) await contender.run(work.warmUpWrites)
  for (const subject of subjects) await subject.waitForDisk(true)
  const [ours, ...rivals] = await race(contenders, length)
  if (ours === undefined) return []
  return rivals.flatMap((rival) => {
    const facts = { benchmark, ours, rival, goal: rival.name === sameWork ? goal : undefined }
    const wall = comparisonRow({ ...facts, measure: 'wall' })
    if (work.warmUpWrites === 0) return [wall]
    // The disk hides what a write costs, and has moods of its own.
    const cpu = comparisonRow({ ...facts, measure: 'cpu' })
    return rival.name === sameWork ? [wall, cpu] : [cpu]
  })
}
