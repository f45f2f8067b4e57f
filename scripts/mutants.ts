/**
 * Runs the datastore suite on every mutant: `pnpm mutants [--only text] [--verbose]`. Ends with a line that counts the
 * killed mutants and the cases that kill; exits 1 when a mutant survives or a case kills nothing.
 */
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { killMatrix, mergeMatrices, type KillMatrix } from '../packages/conformance/src/index.ts'
import { suite, type DatastoreSubject } from '../packages/datastore/src/conformance/index.ts'
import { bases } from '../packages/datastore/src/conformance/mutants/bases.ts'
import { mutants } from '../packages/datastore/src/conformance/mutants/index.ts'

/** What a thread is to do: all mutants on one base. */
interface Task {
  readonly title: string
  readonly only: string
}
type Message = { readonly done: number } | { readonly matrix: KillMatrix }

/** A right provider needs a fraction of it; a wrong one may wait for ever. */
const timeoutMs = 2000

async function work({ title, only }: Task): Promise<void> {
  // A wrong provider may leave a rejected promise behind that nobody waits for, and may not even close: the case that
  // it failed is what counts.
  process.on('unhandledRejection', () => undefined)
  const tolerant = { ...suite, dispose: (subject: DatastoreSubject) => suite.dispose(subject).catch(() => undefined) }
  const base = bases.find((candidate) => candidate.title === title)
  if (base === undefined) throw new Error(`there is no base ${title}`)
  let done = 0
  const matrix = await killMatrix(tolerant, {
    mutants: mutants.filter(({ id }) => id.includes(only)),
    openWith: base.openWith,
    timeoutMs,
    onMutant: () => parentPort?.postMessage({ done: (done += 1) } satisfies Message),
  })
  parentPort?.postMessage({ matrix } satisfies Message)
}

function begin(task: Task, onProgress: (done: number) => void): Promise<KillMatrix> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: task })
    worker.on('error', reject)
    worker.on('message', (message: Message) => {
      if ('done' in message) {
        onProgress(message.done)
        return
      }
      // Wrong providers may have timers that never end.
      worker.terminate().then(() => resolve(message.matrix), reject)
    })
  })
}

async function main(): Promise<void> {
  const options = { only: { type: 'string', default: '' }, verbose: { type: 'boolean', default: false } } as const
  const { values } = parseArgs({ options })
  const selected = mutants.filter(({ id }) => id.includes(values.only))
  const caseIds = suite.cases.map(({ id }) => id)
  const progress = bases.map(() => 0)
  const matrices = await Promise.all(
    bases.map(({ title }, i) =>
      begin({ title, only: values.only }, (done) => {
        progress[i] = done
        const text = bases.map((base, b) => `${base.title}: ${progress[b]} of ${selected.length} mutants`).join(', ')
        if (process.stderr.isTTY) process.stderr.write(`\r${text}`)
        else if (done % 50 === 0) console.error(text)
      }),
    ),
  )
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')

  const width = Math.max(...selected.map(({ id }) => id.length))
  console.log(
    `${'mutant'.padEnd(width)}  ${bases.map(({ title }) => title.padStart(10)).join('  ')}  killed by, among others`,
  )
  for (const { id } of selected) {
    const killers = matrices.map((matrix) => matrix.killers.get(id) ?? [])
    const counts = killers.map((ids) => String(ids.length).padStart(10)).join('  ')
    console.log(`${id.padEnd(width)}  ${counts}  ${killers.flat()[0] ?? 'SURVIVES'}`)
    if (values.verbose) for (const killer of new Set(killers.flat())) console.log(`  ${killer}`)
  }
  const merged = mergeMatrices(matrices, caseIds)
  for (const [i, { title }] of bases.entries()) {
    for (const id of matrices[i]?.idle ?? []) console.log(`kills no mutant on ${title}: ${id}`)
  }
  for (const id of merged.survivors) console.log(`survives: ${id}`)
  // A case has an arm for what a provider can do and one for what it refuses: each must be able to fail.
  const effective = caseIds.filter((id) => matrices.every((matrix) => !matrix.idle.includes(id)))
  console.log(
    `mutants: ${merged.killed} of ${merged.mutants} killed; ${effective.length} of ${caseIds.length} cases kill at least one`,
  )
  process.exitCode = merged.killed === merged.mutants && effective.length === caseIds.length ? 0 : 1
}

await (isMainThread ? main() : work(workerData as Task))
