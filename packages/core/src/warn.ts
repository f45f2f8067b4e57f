const given = new Set<string>()

/** Tells the operator something once: a process warning on Node, the console elsewhere. Never a value of a variable. */
export function warnOnce(message: string): void {
  if (given.has(message)) return
  given.add(message)
  if (typeof globalThis.process?.emitWarning === 'function') {
    process.emitWarning(message, { type: 'BytelystWarning' })
  } else {
    console.warn(message)
  }
}
