import * as module from 'node:module'
import { expect, test } from 'vitest'
import { linesOf, runChild } from './support/child.ts'

const canWatch = 'registerHooks' in module

test.runIf(canWatch)(
  'importing the root loads no SDK, no driver but that of memory, and no node: module (seen from Node 22.15 on)',
  async () => {
    const [line = ''] = await linesOf(runChild('imports.ts'))
    const loaded = JSON.parse(line) as string[]
    const ours = loaded.filter((url) => /\/packages\/(core|datastore)\/src\//.test(url))
    expect(ours.length).toBeGreaterThan(20)
    expect(loaded.filter((url) => !ours.includes(url) && !url.includes('/@opentelemetry/api/'))).toEqual([])
    const ofProviders = ours.flatMap((url) => url.split('/providers/')[1] ?? [])
    // A definition, its class and what they check: nothing that talks to an engine.
    const atStart = /\/(address|account|capabilities|index|peer|provider)\.ts$/
    expect(ofProviders.filter((path) => !path.startsWith('memory/') && !atStart.test(path))).toEqual([])
  },
)
