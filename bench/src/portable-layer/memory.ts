import { MemoryDriver } from '../../../packages/datastore/src/providers/memory/driver.ts'
import type { Benchmark } from '../benchmark.ts'
import { raceOfLayers } from './race-of-layers.ts'

/** The portable layer over a driver that does almost nothing: here it is most of the work. */
export const run: Benchmark = (extent) =>
  raceOfLayers(new MemoryDriver(Date.now), { title: 'memory', goal: undefined }, extent)
