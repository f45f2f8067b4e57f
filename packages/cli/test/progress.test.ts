import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { showProgress, type Progress } from '../src/progress.ts'

let time = 0

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function recorded(isTTY: boolean, columns?: number): { readonly written: string[]; readonly progress: Progress } {
  time = 0
  const written: string[] = []
  const stream = { isTTY, columns, write: (text: string) => written.push(text) }
  return { written, progress: showProgress(stream, () => time) }
}

function pass(milliseconds: number): void {
  for (const end = time + milliseconds; time < end;) {
    time += 10
    vi.advanceTimersByTime(10)
  }
}

test('a terminal has one line that is rewritten in place, and taken away at the end', () => {
  const { written, progress } = recorded(true, 40)
  progress.started('datastore/filter/a-guarantee-with-a-long-name', 0, 2)
  pass(150)
  progress.judged({ outcome: 'failed' }, 1, 2)
  pass(1000)
  progress.stop()
  expect(written[0]).toBe(`\r${'0/2  0 failed  0 s  datastore/filter/a-guarantee'.slice(0, 39)}\u001b[K`)
  expect(written.at(-2)).toMatch(/^\r1\/2 {2}1 failed {2}1 s {2}/)
  expect(written.at(-1)).toBe('\r\u001b[K')
  expect(written.join('')).not.toContain('\n')
})

test('a log has no line of a short run', () => {
  const { written, progress } = recorded(false)
  for (let done = 0; done < 100; done += 1) {
    progress.started('datastore/filter/ne', done, 100)
    pass(20)
    progress.judged({ outcome: 'passed' }, done + 1, 100)
  }
  progress.stop()
  expect(written).toEqual([])
})

test('a log has a line every five seconds, which says where a run hangs', () => {
  const { written, progress } = recorded(false)
  progress.started('datastore/race/increment', 7, 9)
  pass(12_000)
  progress.stop()
  expect(written).toEqual([
    '7/9  0 failed  5 s  datastore/race/increment\n',
    '7/9  0 failed  10 s  datastore/race/increment\n',
  ])
})

test('what is said stays, on a line of its own', () => {
  const { written, progress } = recorded(true)
  progress.started('datastore/read/by-id', 0, 1)
  pass(200)
  written.length = 0
  progress.say('interrupted')
  progress.stop()
  expect(written).toEqual(['\r\u001b[K', 'interrupted\n'])
})
