import type { Part } from '../script/part.ts'
import { playOn, type ServiceRun, type Stage } from './stage.ts'

/** What memory answers: the other providers are held to it, each to the parts that it can play. */
export class MemoryRuns {
  readonly #stage: Stage
  readonly #runs = new Map<string, Promise<ServiceRun>>()

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** Memory's answers to these parts; they are played once. */
  of(parts: readonly Part[]): Promise<ServiceRun> {
    const names = parts.map(({ name }) => name).join('\n')
    const run = this.#runs.get(names) ?? playOn(this.#stage, { DB_PROVIDER: 'memory' }, parts)
    this.#runs.set(names, run)
    return run
  }
}
