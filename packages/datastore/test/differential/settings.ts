/** The seed of a test run, another one every time unless `FUZZ_SEED` says which. */
export const fuzzSeed: number = wholeNumber('FUZZ_SEED', Math.floor(Math.random() * 1e9))

/** How many cases a test compares: `FUZZ_CASES`, or what is usual for it. */
export function fuzzCases(usual: number): number {
  return wholeNumber('FUZZ_CASES', usual)
}

/** Milliseconds that a test may take: enough for a million cases. */
export const fuzzTimeout = 3_600_000

function wholeNumber(variable: string, usual: number): number {
  const text = process.env[variable]
  if (text === undefined) return usual
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${variable} takes a whole number of at most ten digits, got "${text}"`)
  return Number(text)
}
