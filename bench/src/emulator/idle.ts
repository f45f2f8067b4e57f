import { readFileSync } from 'node:fs'
import { formatDuration } from '../report/format.ts'
import type { Row } from '../report/row.ts'
import type { Server } from './server.ts'

/** What a process is before anything was asked of it: its memory, and how long it took to get ready. */
export interface Idle {
  readonly name: string
  readonly readyMs: number
  /** Undefined where the system does not say. */
  readonly residentBytes: number | undefined
}

export function idleOf({ name, pid, readyMs }: Server): Idle {
  return { name, readyMs, residentBytes: residentBytes(pid) }
}

/** Ours against each of the others. */
export function idleRows([ours, ...rivals]: readonly Idle[], code: string): readonly Row[] {
  if (ours === undefined) return []
  return rivals.flatMap((rival) => [
    row(
      `emulator as a process, start to ready, ${code}`,
      formatDuration(ours.readyMs),
      rival,
      formatDuration(rival.readyMs),
    ),
    row(`emulator as a process, resident memory, ${code}`, memory(ours), rival, memory(rival)),
  ])
}

function row(benchmark: string, ours: string, { name }: Idle, rival: string): Row {
  return { benchmark, ours, rival: `${name} ${rival}`, ratio: '-', goal: '-', verdict: 'no goal' }
}

function memory({ residentBytes: bytes }: Idle): string {
  return bytes === undefined ? `not told by ${process.platform}` : `${(bytes / 2 ** 20).toFixed(1)} MiB`
}

function residentBytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
}
