/** Lets the collector compact what has been made so far: data that stays is measured where it will stay. */
export function settle(): void {
  globalThis.gc?.()
  globalThis.gc?.()
}
