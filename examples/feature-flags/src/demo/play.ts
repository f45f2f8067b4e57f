import { Client } from '../script/client.ts'
import type { EtagNames } from '../script/etag-names.ts'
import type { Exchange } from '../script/exchange.ts'

/** What was played against one service. */
export interface Played {
  readonly exchanges: readonly Exchange[]
  /** What was not as the script expects it. */
  readonly failures: readonly string[]
  readonly milliseconds: number
}

export type Script = (client: Client) => Promise<void>

/** Plays a script. When it breaks off, because an answer has not even the form that it relies on, that is a failure. */
export async function play(url: string, etags: EtagNames, signal: AbortSignal, script: Script): Promise<Played> {
  const client = new Client(url, etags, signal)
  const begin = performance.now()
  try {
    await script(client)
  } catch (error) {
    signal.throwIfAborted()
    client.check(`after request ${client.exchanges.length} the script broke off: ${String(error)}`, false)
  }
  const { exchanges, failures } = client
  return { exchanges, failures, milliseconds: performance.now() - begin }
}
