/**
 * Measures speed against rivals: `pnpm bench [<name>..] [--only <text>] [--quick] [--write]`. Prints a table and how many
 * goals are met. Exits 0 whether they are or not; 1 when contenders give different answers; 2 when there is nothing to run.
 */
import { fork } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { benchmarks } from './benchmarks.ts'
import { parseOptions, usage, type Options } from './options.ts'
import { machine } from './report/machine.ts'
import { benchmarksPage, type Section } from './report/markdown.ts'
import { summary, textTable } from './report/table.ts'
import type { Message } from './run-one.ts'

/** Each in a process of its own: none warms up or burdens the next. */
function runInProcess(id: string, quick: boolean): Promise<Message> {
  const script = fileURLToPath(new URL('./run-one.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    let message: Message | undefined
    const child = fork(script, [id, quick ? 'quick' : 'full'])
    child.on('message', (received) => void (message = received as Message))
    child.on('error', reject)
    child.on('exit', (code) => resolve(message ?? { failure: `the process ended with code ${code}` }))
  })
}

/** @returns the exit code */
async function run({ selected, quick, write }: Options): Promise<number> {
  console.log(`${machine()}, Node ${process.versions.node}`)
  const sections: Section[] = []
  let failed = false
  for (const { id, title } of benchmarks.filter((benchmark) => selected.includes(benchmark.id))) {
    const begin = performance.now()
    const message = await runInProcess(id, quick)
    console.error(`${id}: ${((performance.now() - begin) / 1000).toFixed(1)} s`)
    if ('failure' in message) {
      failed = true
      console.error(message.failure)
    } else {
      sections.push({ id, title, rows: message.rows })
    }
  }
  const rows = sections.flatMap((section) => section.rows)
  console.log(`\n${textTable(rows)}\n`)
  if (write && !failed) {
    const page = new URL('../../docs/benchmarks.md', import.meta.url)
    await writeFile(page, benchmarksPage(sections, `pnpm bench ${quick ? '--quick ' : ''}--write`))
  }
  console.log(summary(rows))
  return failed ? 1 : 0
}

function parsed(): Options | undefined {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return undefined
  }
}

const options = parsed()
process.exitCode = options === undefined ? 2 : await run(options)
