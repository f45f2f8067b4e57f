import type { Certificate } from './http/certificate.ts'

/** How an emulator is started. */
export interface CosmosEmulatorOptions {
  /** The port on 127.0.0.1; a free one unless something is said. */
  readonly port?: number
  /** The account key, base64; the well-known one of Microsoft's own emulator unless something is said. */
  readonly key?: string
  /**
   * An access token: requests with it (`aadCredentials` of the SDK) are let in as those with the key are. Without it every
   * token is refused. The SDK sends tokens over TLS alone.
   */
  readonly token?: string
  /** Physical partitions of a container; 4 unless something is said. With several the SDK merges, as it does in the cloud. */
  readonly partitions?: number
  /**
   * Request units a second of each container that was created without any; what has a throughput of its own then has
   * that. Without it nothing is throttled.
   */
  readonly throughput?: number
  /** Milliseconds since 1970, by which `_ts`, expiry and request units go; `Date.now` unless something is said. */
  readonly clock?: () => number
  /** A file that keeps everything from one start to the next; without it nothing is kept. */
  readonly persistPath?: string
  /** Answers over TLS: with a certificate of your own, or with one that is made for `localhost` and `127.0.0.1`. */
  readonly tls?: boolean | Certificate
}

/** The key of Microsoft's own emulator: it is in its documentation, and no secret. */
export const wellKnownKey = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=='
