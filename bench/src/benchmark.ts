import type { RaceLength } from './measure/race.ts'
import type { Row } from './report/row.ts'

/** How much a run is to measure. */
export interface Extent {
  readonly quick: boolean
  readonly race: RaceLength
}

/** Measures one thing, in a process of its own. It compares the answers of its contenders first. */
export type Benchmark = (extent: Extent) => Promise<readonly Row[]>
