import type { Exceptions } from '@bytelyst/conformance'

/** The engines that servers are held for. */
export const engines = ['cosmos', 'dynamodb', 'mongo', 'postgres'] as const
export type Engine = (typeof engines)[number]

/** A program that has to be on the machine before a server can be installed. */
export interface Prerequisite {
  readonly program: string
  /** The arguments that make it print its version. */
  readonly versionArguments: readonly string[]
  /** The least version that will do: `1.22`. */
  readonly atLeast: string
}

/** Where an installed server is, and what it may use. */
export interface Place {
  /** What `install` made. */
  readonly installed: string
  /** Kept from one start to the next where a test restarts the server; removed in the end. */
  readonly data: string
  /** The port to listen on, on 127.0.0.1; 0: a free one. */
  readonly port: number
}

/** How a server is started: a process that prints `READY <url>` and ends when its standard input does. */
export interface Command {
  readonly program: string
  readonly arguments: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

/** One server that judges an adapter. It is somebody else's; at most a thin wrapper is ours. */
export interface ServerDefinition {
  readonly name: string
  /** As reports call it: `FerretDB 1.24.2`. */
  readonly title: string
  readonly engine: Engine
  /** What it is right about, in half a sentence. */
  readonly proves: string
  readonly prerequisites: readonly Prerequisite[]
  /** Makes everything that `start` needs in an empty folder; absent for what comes with `pnpm install`. */
  readonly install?: (folder: string) => Promise<void>
  /** Files whose content decides whether an installation is out of date, relative to the definition's folder. */
  readonly sources: readonly string[]
  /** Why it cannot be started here although nothing is left to install; undefined when it can. */
  readonly obstacle?: () => string | undefined
  readonly start: (place: Place) => Command
  /** The variables with which its provider uses it, beside `DB_PROVIDER`. */
  readonly environment: (url: string) => Readonly<Record<string, string>>
  /** What brings it along where nothing is installed: by default `pnpm install`. */
  readonly comesWith?: string
  /** Whether it only adds to what another one proves: it may be missing where servers are required. */
  readonly isExtra?: boolean
  /** Whether it is our own: it proves our reading, and counts for nothing where others are asked. */
  readonly isOurs?: boolean
  /** How many documents are many for it, where it is slow: see the suite's subject. */
  readonly many?: number
  /** Capabilities that its engine can have and it has not: what needs them is refused here, or fails, and is not proved. */
  readonly lacks?: readonly string[]
  /** Puts its own clock forward, where it has one that can be and decides expiry by it. */
  readonly advanceClock?: (url: string, milliseconds: number) => Promise<void>
  /** Cases of the contract that fail on it, each with what the server does otherwise than the engine. */
  readonly exceptions: Exceptions
}
