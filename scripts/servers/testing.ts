import { describe, test } from 'vitest'
import { serversAreRequired, whyMissing } from './installation.ts'
import type { Engine, ServerDefinition } from './server.ts'
import { serversOf } from './servers.ts'

/**
 * Describes tests once for each server of an engine. One that is not on this machine is a test that is skipped, with
 * the reason in its name; with `REQUIRE_SERVERS=1` that is a failure, unless it only adds to what another one proves.
 */
export function onEachServer(
  engine: Engine,
  what: string,
  describeOn: (server: ServerDefinition) => void,
  names: readonly string[] = serversOf(engine).map(({ name }) => name),
): void {
  for (const server of serversOf(engine).filter(({ name }) => names.includes(name))) {
    const missing = whyMissing(server)
    if (missing === undefined) describeOn(server)
    else describeAbsence(`${what} on ${server.title}`, missing, server.isExtra)
  }
}

function describeAbsence(what: string, missing: string, isExtra: boolean | undefined): void {
  describe(what, () => {
    testAbsence(missing, isExtra)
  })
}

/** A test that is skipped, or fails, with the reason in its name. */
export function testAbsence(missing: string, isExtra = false): void {
  test.skipIf(isExtra || !serversAreRequired())(`not proved here: ${missing}`, () => {
    throw new Error(missing)
  })
}
