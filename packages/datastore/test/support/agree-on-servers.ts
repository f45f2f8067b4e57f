import { test } from 'vitest'
import type { Engine } from '../../../../scripts/servers/server.ts'
import { onEachServer } from '../../../../scripts/servers/testing.ts'
import { expectAgreement } from '../differential/agreement.ts'
import { fuzzCases, fuzzSeed, fuzzTimeout } from '../differential/settings.ts'

/**
 * Compares a provider with memory by random programs.
 *
 * @param cases - how many on which servers of the engine, by their names
 */
export function agreeOnServers(engine: Engine, cases: Readonly<Record<string, number>>): void {
  onEachServer(
    engine,
    `${engine} and memory`,
    ({ name, title }) => {
      test(`${engine} on ${title} answers as memory does, whatever is asked`, { timeout: fuzzTimeout }, async () => {
        await expectAgreement({ names: [name, 'memory'], seed: fuzzSeed, cases: fuzzCases(cases[name] ?? 0) })
      })
    },
    Object.keys(cases),
  )
}
