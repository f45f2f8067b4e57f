import type { MongoClient } from 'mongodb'

/** How long a server may take to be told that its sessions have ended, in milliseconds. */
const farewellMs = 2000

/**
 * Closes a client, also when the server no longer answers: the SDK waits for the server to hear that its sessions have
 * ended, which needs no answer, without a bound, and a service would not come to its end.
 */
export async function closeClient(client: MongoClient): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      // Ends all connections. The SDK has no public name for it.
      const { topology } = client as { readonly topology?: { close?(): void } }
      topology?.close?.()
      resolve()
    }, farewellMs)
  })
  try {
    await Promise.race([client.close(), late])
  } finally {
    clearTimeout(timer)
  }
}
