import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { median } from '../measure/median.ts'
import { formatDuration } from '../report/format.ts'
import type { Row } from '../report/row.ts'
import type { OurCode } from './our-code.ts'

/** What one process that started the emulator tells. */
export interface InProcess {
  /** From the call of `import()` to its listening. */
  readonly readyMs: number
  readonly addedBytes: number
  /** With 2,000 documents in it. */
  readonly resetMs: readonly number[]
}

const execute = promisify(execFile)
const goals = { readyMs: 100, resetMs: 1 }

/** What it takes to start the emulator in a test's own process, and to empty it. */
export async function beginningRows(code: OurCode, rounds: number): Promise<readonly Row[]> {
  const module = fileURLToPath(new URL('./in-process.ts', import.meta.url))
  const measured: InProcess[] = []
  for (let round = 0; round < rounds; round += 1) {
    const { stdout } = await execute(process.execPath, [...code.flags, '--expose-gc', module])
    measured.push(JSON.parse(stdout) as InProcess)
  }
  const added = median(measured.map(({ addedBytes }) => addedBytes))
  return [
    durationRow(
      `emulator, import and start in process, ${code.text}`,
      measured.map(({ readyMs }) => readyMs),
      // Of source most of it is Node's removal of types, which no user waits for.
      code.text === 'from dist' ? goals.readyMs : undefined,
    ),
    durationRow(
      'emulator, reset of 2,000 documents',
      measured.flatMap(({ resetMs }) => resetMs),
      goals.resetMs,
    ),
    {
      benchmark: `emulator, memory added to the process, ${code.text}`,
      ours: `${(added / 2 ** 20).toFixed(1)} MiB`,
      rival: '-',
      ratio: '-',
      goal: '-',
      verdict: 'no goal',
    },
  ]
}

function durationRow(benchmark: string, times: readonly number[], most: number | undefined): Row {
  const middle = median(times)
  return {
    benchmark,
    ours: `${formatDuration(middle)} (${formatDuration(Math.min(...times))} to ${formatDuration(Math.max(...times))})`,
    rival: '-',
    ratio: '-',
    goal: most === undefined ? '-' : `<= ${most} ms`,
    verdict: verdictOf(middle, most),
  }
}

function verdictOf(time: number, most: number | undefined): Row['verdict'] {
  if (most === undefined) return 'no goal'
  return time <= most ? 'met' : 'missed'
}
