import type { BaseDocument } from '@bytelyst/datastore'

/** Somebody who is signed in. It expires by itself some time after it was last seen. */
export interface SessionDocument extends BaseDocument {
  email: string
  startedAt: string
  seenAt: string
}
