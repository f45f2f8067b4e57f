/**
 * Calls back on Ctrl-C and when the process is told to end. Perhaps several times: one Ctrl-C can come both from the
 * terminal and from the package manager, and the second one must not cut the first one's work off.
 */
export function onInterruption(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
}
