/** One way to do the work. All contenders of a race do the same work and give the same answer. */
export interface Contender {
  readonly name: string
  /** Does the work so many times, one after the other. A synchronous contender is not made to wait for a promise. */
  readonly run: (times: number) => void | Promise<void>
}

/** How long a race takes. */
export interface RaceLength {
  readonly rounds: number
  /** The least time of one sample, in milliseconds. */
  readonly sampleMs: number
}

/** What one call took in each round, in milliseconds. */
export interface Samples {
  readonly name: string
  readonly wall: readonly number[]
  /** User and system time of the whole process, its compiler and collector threads included. */
  readonly cpu: readonly number[]
}

/**
 * Measures contenders against each other: in every round each of them once, in turns, beginning with another one every
 * time, so that whatever slows the machine down for a while slows all of them down. Compare round by round.
 */
export async function race(contenders: readonly Contender[], { rounds, sampleMs }: RaceLength): Promise<Samples[]> {
  const lanes = []
  for (const contender of contenders) {
    const times = await timesToLast(contender, sampleMs)
    lanes.push({ contender, times, wall: [] as number[], cpu: [] as number[] })
  }
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < lanes.length; turn += 1) {
      const lane = lanes[(round + turn) % lanes.length]
      if (lane === undefined) continue
      // What one leaves behind is not for the next one to sweep up.
      globalThis.gc?.({ type: 'minor' })
      const sample = await measure(lane.contender, lane.times)
      lane.wall.push(sample.wall)
      lane.cpu.push(sample.cpu)
    }
  }
  return lanes.map(({ contender, wall, cpu }) => ({ name: contender.name, wall, cpu }))
}

/** Warms a contender up and finds how often it does its work in the time of a sample. */
async function timesToLast(contender: Contender, sampleMs: number): Promise<number> {
  let times = 1
  let elapsed = 0
  const warmUntil = performance.now() + 5 * sampleMs
  do {
    elapsed = (await measure(contender, times)).wall * times
    if (elapsed < sampleMs) times = Math.ceil(times * Math.min(10, Math.max(1.1, (1.2 * sampleMs) / elapsed)))
  } while (elapsed < sampleMs || performance.now() < warmUntil)
  return times
}

/** Milliseconds a call. */
async function measure(contender: Contender, times: number): Promise<{ readonly wall: number; readonly cpu: number }> {
  const cpuBefore = process.cpuUsage()
  const begin = performance.now()
  const running = contender.run(times)
  if (running !== undefined) await running
  const wall = performance.now() - begin
  const { user, system } = process.cpuUsage(cpuBefore)
  return { wall: wall / times, cpu: (user + system) / 1000 / times }
}
