import type { DatastoreCapabilities } from '@bytelyst/datastore'
import { Client } from '../script/client.ts'
import { EtagNames } from '../script/etag-names.ts'
import type { Exchange } from '../script/exchange.ts'
import { Notes } from '../script/notes.ts'
import { partsFor, playParts, type PartsFor, type Part } from '../script/part.ts'

/** What was played against one service. */
export interface Played extends PartsFor {
  readonly exchanges: readonly Exchange[]
  /** What was not as the script expects it. */
  readonly failures: readonly string[]
  readonly milliseconds: number
}

export interface PlayOptions {
  readonly signal: AbortSignal
  /** What was remembered of the same data before; absent: nothing. */
  readonly etags?: EtagNames
  readonly notes?: Notes
}

/**
 * Plays of these parts those that the service's provider can. When the script breaks off, because an answer has not even
 * the form that it relies on, that is a failure.
 */
export async function play(
  service: { readonly url: string; readonly capabilities: DatastoreCapabilities },
  script: readonly Part[],
  { signal, etags = new EtagNames(), notes = new Notes() }: PlayOptions,
): Promise<Played> {
  const { parts, leftOut } = partsFor(service.capabilities, script)
  const client = new Client(service.url, etags, signal)
  const begin = performance.now()
  try {
    await playParts(client, parts, notes)
  } catch (error) {
    signal.throwIfAborted()
    client.check(`after request ${client.exchanges.length} the script broke off: ${String(error)}`, false)
  }
  const { exchanges, failures } = client
  return { exchanges, failures, milliseconds: performance.now() - begin, parts, leftOut }
}
