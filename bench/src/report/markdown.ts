import type { Row } from './row.ts'
import { machine } from './machine.ts'
import { columns, summary } from './table.ts'

/** The rows of one benchmark. */
export interface Section {
  readonly id: string
  readonly title: string
  readonly rows: readonly Row[]
}

const introduction = `# Benchmarks

<!-- Written by pnpm bench --write. Do not edit. -->

Absolute times say little about another machine; the ratios are what is meant. Both sides of a ratio are measured in the same process, in turns, and give the same answer, which is checked first. A ratio is the median over the rounds, with the smallest and the largest in brackets. Times are medians of one call.`

const byHand =
  'on one server, in the same layout, which the provider made: versions, expiry and conditions as the provider has them, prepared statements and the largest requests where there are any, no checks of what is given and no errors explained. The server is another process on this machine, so that CPU is that of the client alone.'

const notes: Readonly<Record<string, string>> = {
  'memory-filter': `\`findMany\` and \`count\` against a loop written by hand for each question, sift and mingo, which keep the filter that they have prepared once; ours is parsed in every call. A scan of this size mostly waits for memory: the loop by hand takes about the least time there is. Some ten documents match, except where it says otherwise. Ours hands out copies, the others the documents themselves: where every tenth document matches, that is most of the time.`,
  'memory-filter-cold': 'One call in a process that has made none: nothing is compiled yet.',
  'memory-read': 'One `findById` after the other. `structuredClone` is the usual way to hand out a copy.',
  'portable-sqlite':
    'A collection against the methods of its own driver, which are given what the collection makes of the arguments. CPU is the time of the whole process, its collector and compiler threads included.',
  'portable-memory':
    'The same over a driver that does almost nothing: checking arguments and copying documents is most of the work, so there is no goal.',
  sqlite:
    'The same by hand: the same settings (WAL, `synchronous = FULL`), prepared statements, JSON as text and a version with every write, synchronous calls, no checks. `node:sqlite` has the tables and indexes of our provider; the lean table has a primary key and no expiry. Every write waits for the disk, which hides what it costs: hence CPU as well.',
  postgres: `The provider and the package pg by hand ${byHand}`,
  mongo: `The provider and the package mongodb by hand ${byHand}`,
  dynamodb: `The provider and the package @aws-sdk/client-dynamodb by hand ${byHand}`,
  cosmos: `The provider and the package @azure/cosmos by hand ${byHand}`,
  emulator:
    "The same calls of Microsoft's SDK @azure/cosmos on our emulator, on cosmosd (Microsoft's in-memory emulator, in Rust) and on the server on npm (@vercel/cosmosdb-server), each a process of its own on this machine. Times are those of the client: the SDK's own part is the same for all, and bounds what any server can gain. Every server has to give the right answer first; where it does not it is left out, with the reason.",
  'root-import': 'From the call of `import()` to its answer, in a new process each time.',
}

/** The page with the results of a run. */
export function benchmarksPage(sections: readonly Section[], command: string): string {
  const rows = sections.flatMap((section) => section.rows)
  const facts = [
    `- Machine: ${machine()}`,
    `- Node ${process.versions.node}, SQLite ${process.versions['sqlite'] ?? 'unknown'}`,
    `- ${new Date().toISOString().slice(0, 10)}, \`${command}\``,
    `- ${summary(rows).replace('bench: ', '')}`,
  ]
  const parts = sections.flatMap(({ id, title, rows: own }) => [`## ${title}`, notes[id] ?? '', markdownTable(own)])
  return `${[introduction, facts.join('\n'), ...parts].join('\n\n')}\n`
}

/** A table as the formatter leaves it: columns padded to their widest cell. */
function markdownTable(rows: readonly Row[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))]
  const widths = columns.map((_, i) => Math.max(3, ...lines.map((cells) => cells[i]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = lines
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)].join('\n')
}
