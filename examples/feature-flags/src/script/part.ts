import type { DatastoreCapabilities } from '@bytelyst/datastore'
import type { Client } from './client.ts'
import type { Notes } from './notes.ts'

/** What a part can need that not every provider can do, for people. */
export const needs = {
  transactions: 'transactions',
  sort: 'sorting by any field, over all partitions',
  aggregate: 'aggregates',
  distinct: 'distinct values',
  endsWith: '$endsWith',
  caseInsensitive: '$ci',
} as const satisfies Partial<Record<keyof DatastoreCapabilities, string>>

export type Need = keyof typeof needs

/** A piece of the script. A provider plays each one whose needs it meets; those after it do not rely on it otherwise. */
export interface Part {
  readonly name: string
  readonly needs: readonly Need[]
  readonly play: (client: Client, notes: Notes) => Promise<void>
}

/** A part that a provider cannot play, and what it lacks for it. */
export interface LeftOut {
  readonly part: Part
  readonly lacking: readonly Need[]
}

/** A script, as far as a provider can play it. */
export interface PartsFor {
  readonly parts: readonly Part[]
  readonly leftOut: readonly LeftOut[]
}

/** Takes from a script, in its order, what a provider with these capabilities can play. */
export function partsFor(capabilities: DatastoreCapabilities, script: readonly Part[]): PartsFor {
  const judged = script.map((part) => ({ part, lacking: part.needs.filter((need) => capabilities[need] !== true) }))
  return {
    parts: judged.flatMap(({ part, lacking }) => (lacking.length === 0 ? [part] : [])),
    leftOut: judged.filter(({ lacking }) => lacking.length > 0),
  }
}

/** Plays parts one after the other. */
export async function playParts(client: Client, parts: readonly Part[], notes: Notes): Promise<void> {
  for (const part of parts) {
    client.part = part.name
    await part.play(client, notes)
  }
}
