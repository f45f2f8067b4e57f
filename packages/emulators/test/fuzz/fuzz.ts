import { ok } from 'node:assert/strict'
import { startCosmosEmulator } from '../../src/cosmos/index.ts'
import { WildRequests, type WildRequest } from './requests.ts'

/** What a run has seen. */
export interface FuzzReport {
  readonly requests: number
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<number, number>>
  readonly slowestMs: number
  readonly heapMiB: number
}

const patienceMs = 8000
const between = 25
const mostHeapMiB = 1024

/** Sends wild requests until the time is over; throws at the first answer that is none, or no error of the service. */
export async function fuzz(seed: number, until: (requests: number) => boolean): Promise<FuzzReport> {
  const emulator = await startCosmosEmulator()
  const prepare = (): void => {
    const documents = Array.from({ length: 20 }, (_, n) => ({
      id: `d${n}`,
      pk: 'x',
      n,
      s: `${'a'.repeat(30)}c`,
      list: [n, 'x', { n }],
    }))
    emulator.seed({ app: { c: { partitionKey: '/pk', documents } } })
  }
  try {
    prepare()
    const wild = new WildRequests(seed, emulator.key)
    const statuses: Record<number, number> = {}
    let slowestMs = 0
    let requests = 0
    for (; !until(requests); requests += 1) {
      const request = wild.next()
      const begin = performance.now()
      const status = await answered(emulator.url, request)
      slowestMs = Math.max(slowestMs, performance.now() - begin)
      statuses[status] = (statuses[status] ?? 0) + 1
      if (requests % between !== 0) continue
      ok(heapMiB() < mostHeapMiB, `the heap has ${heapMiB()} MiB after ${requests} requests of seed ${seed}`)
      emulator.reset()
      prepare()
    }
    return { requests, statuses, slowestMs, heapMiB: heapMiB() }
  } finally {
    await emulator.close()
  }
}

async function answered(url: string, request: WildRequest): Promise<number> {
  const { method, path, headers, body } = request
  const shown = JSON.stringify(request)
  const init = { method, headers, signal: AbortSignal.timeout(patienceMs), ...(body === undefined ? {} : { body }) }
  let response: Response
  try {
    response = await fetch(`${url}/${path}`, init)
  } catch (cause) {
    // What cannot be said in HTTP was not sent.
    if (cause instanceof TypeError && cause.cause === undefined) return 0
    throw new Error(`no answer to ${shown}`, { cause })
  }
  const text = await response.text()
  const isKnown = response.status < 500 || response.status === 501
  ok(isKnown, `${response.status} ${text} to ${shown}`)
  if (response.status < 400) return response.status
  const { code, message } = JSON.parse(text) as { readonly code?: unknown; readonly message?: unknown }
  ok(typeof code === 'string' && typeof message === 'string', `${text} to ${shown}`)
  return response.status
}

function heapMiB(): number {
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20)
}
