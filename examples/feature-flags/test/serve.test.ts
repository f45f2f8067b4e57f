import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const demo = fileURLToPath(new URL('../src/demo.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'serve-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Starts `demo --serve`, does something with it, and ends it as Ctrl-C does. */
async function serving(work: (url: string, output: string) => Promise<void>): Promise<unknown[]> {
  const child = spawn(process.execPath, ['--conditions=@bytelyst/source', demo, '--serve'], {
    cwd: folder,
    env: { ...process.env, DB_PROVIDER: 'sqlite', SQLITE_PATH: '', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  try {
    let output = ''
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      output += String(chunk)
      if (output.includes('Ctrl-C')) break
    }
    await work(/page {2}(\S+)\//.exec(output)?.[1] ?? '', output)
  } finally {
    child.kill('SIGINT')
  }
  return exited
}

// On Windows no process can be asked to end: a signal ends it at once.
const ended = process.platform === 'win32' ? [null, 'SIGINT'] : [0, null]

test('--serve answers, says where its data is, ends on Ctrl-C, and has the data the next time', async () => {
  const product = { id: 'mine', name: 'Mine', plan: 'pro', seats: 1 }
  const first = await serving(async (url, output) => {
    expect(output).toContain(`data  ${join(folder, 'data', 'bytelyst.db')}`)
    const page = await fetch(url)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<span class="badge">sqlite</span>')
    const created = await fetch(`${url}/products`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(product),
    })
    expect(created.status).toBe(201)
    const flags = (await (await fetch(`${url}/products/web/flags`)).json()) as { items: unknown[] }
    expect(flags.items).toHaveLength(3)
  })
  expect(first).toEqual(ended)
  const second = await serving(async (url) => {
    expect(await (await fetch(`${url}/products/mine`)).json()).toMatchObject(product)
  })
  expect(second).toEqual(ended)
})

test('--serve without DB_PROVIDER says how to run without a cloud', async () => {
  const child = spawn(process.execPath, ['--conditions=@bytelyst/source', demo, '--serve'], {
    cwd: folder,
    env: { ...process.env, DB_PROVIDER: '' },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  const exited = once(child, 'exit')
  let errors = ''
  for await (const chunk of child.stderr) errors += String(chunk)
  expect((await exited)[0]).toBe(1)
  expect(errors).toContain('set DB_PROVIDER=memory')
})
