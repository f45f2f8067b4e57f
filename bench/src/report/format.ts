/** A duration in the unit that suits it. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds >= 1) return `${milliseconds.toPrecision(3)} ms`
  if (milliseconds >= 0.001) return `${(milliseconds * 1000).toPrecision(3)} µs`
  return `${(milliseconds * 1_000_000).toPrecision(3)} ns`
}

/** How often a second something of this duration can be done. */
export function formatRate(milliseconds: number): string {
  const rate = 1000 / milliseconds
  if (rate >= 1_000_000) return `${(rate / 1_000_000).toFixed(2)} M/s`
  return rate >= 1000 ? `${(rate / 1000).toFixed(1)} k/s` : `${rate.toFixed(1)}/s`
}
