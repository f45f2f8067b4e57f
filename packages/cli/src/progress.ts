import type { CaseReport } from '@bytelyst/conformance'
import type { TextStream } from './surroundings.ts'

/** How far a run is. */
export interface Progress {
  readonly started: (id: string, done: number, all: number) => void
  readonly judged: (report: Pick<CaseReport, 'outcome'>, done: number, all: number) => void
  /** Prints a line that stays. */
  readonly say: (line: string) => void
  /** Takes the line away. */
  readonly stop: () => void
}

const redrawMs = 100
const lineMs = 5000

/**
 * Tells how far a run is: on a terminal in one line that is rewritten in place, elsewhere by a line every 5 seconds,
 * so that a log shows where a run hangs and is not filled by one that does not.
 */
export function showProgress(stream: TextStream, now: () => number = () => performance.now()): Progress {
  const terminal = stream.isTTY === true
  const startedAt = now()
  const counts = { done: 0, all: 0, failed: 0 }
  let current = ''
  let lastAt = startedAt
  let drawn = false

  const text = (): string => {
    const seconds = Math.floor((now() - startedAt) / 1000)
    return `${counts.done}/${counts.all}  ${counts.failed} failed  ${seconds} s  ${current}`
  }
  // A terminal that does not know its width says 0.
  const width = (): number => (stream.columns === undefined || stream.columns === 0 ? 80 : stream.columns)
  const clear = (): void => {
    if (drawn) stream.write('\r\u001b[K')
    drawn = false
  }
  const drawWhenDue = (): void => {
    if (counts.all === 0 || now() - lastAt < (terminal ? redrawMs : lineMs)) return
    lastAt = now()
    if (terminal) stream.write(`\r${text().slice(0, width() - 1)}\u001b[K`)
    else stream.write(`${text()}\n`)
    drawn = terminal
  }
  const timer = setInterval(drawWhenDue, redrawMs)
  timer.unref()

  return {
    started(id, done, all) {
      Object.assign(counts, { done, all })
      current = id
      drawWhenDue()
    },
    judged({ outcome }, done, all) {
      Object.assign(counts, { done, all, failed: counts.failed + (outcome === 'failed' ? 1 : 0) })
      if (done === all) current = 'removing what the cases made'
      drawWhenDue()
    },
    say(line) {
      clear()
      stream.write(`${line}\n`)
    },
    stop() {
      clearInterval(timer)
      clear()
    },
  }
}
