import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('../../../../scripts/fuzz.ts', import.meta.url))

function runFuzz(...flags: readonly string[]): { readonly code: number | null; readonly text: string } {
  const runtime = [
    '--conditions=@bytelyst/source',
    '--experimental-strip-types',
    '--disable-warning=ExperimentalWarning',
  ]
  const { status, stdout, stderr } = spawnSync(process.execPath, [...runtime, script, ...flags], { encoding: 'utf8' })
  return { code: status, text: stdout + stderr }
}

test('the command ends with a line that counts cases and names the seed', () => {
  const { code, text } = runFuzz('--cases', '300', '--seed', '17')
  expect(text.trimEnd().split('\n').at(-1)).toBe('fuzz: 300 cases, 0 differences, seed 17')
  expect(text).toMatch(/\$elemMatch of objects +\d+/)
  expect(code).toBe(0)
})

test('the command refuses flags, providers and numbers that it does not know', () => {
  for (const flags of [['--case', '300'], ['--provider', 'oracle'], ['--cases', '0'], ['--seed', 'x'], ['300']]) {
    const { code, text } = runFuzz(...flags)
    expect(text).toContain('pnpm fuzz [--cases 20000] [--seed <number>]')
    expect(code).toBe(2)
  }
})
