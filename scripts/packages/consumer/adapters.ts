import { rmSync } from 'node:fs'
import { startServer } from '../../servers/start.ts'
import type { PackedPackage } from '../pack.ts'
import { compareAnswers } from './answers.ts'
import { bundleWhole, bundleWithout } from './bundle.ts'
import { candidateOf, enginesInUse, environmentOfNowhere, type Candidate, type EngineInUse } from './engines.ts'
import { createProject, type Project } from './project.ts'
import { compile, expectCommand, expectFailure, expectPrinted, printedBy, type Variables } from './run-time.ts'
import {
  expectRefusal,
  installedSdks,
  installOlderSdks,
  installSdks,
  installTypesOfPg,
  type SdkVersions,
} from './sdks.ts'
import { resolutions, typeCheck } from './type-check.ts'

/** Runs one check, and says what became of it. */
export type Check = (title: string, work: () => Promise<unknown>) => Promise<void>

/** Without an SDK: what is to be installed is said, by the program and by doctor. */
export async function checkWithoutSdks(project: Project, check: Check): Promise<void> {
  const service = await compile(project, 'service')
  for (const engine of enginesInUse) {
    const { provider, sdk } = engine
    const variables = environmentOfNowhere(engine, project)
    const expected = new RegExp(`"${sdk}" .* is not installed. Install it: npm install ${sdk}\n`)
    await check(`${provider} without ${sdk}: what to install`, async () => {
      await expectFailure(project, service, expected, variables)
      const output = new RegExp(`the package ${sdk} is not installed: npm install ${sdk}@`)
      await expectCommand(project, ['doctor'], variables, { exitCode: 1, output })
    })
  }
}

/** With the SDKs: the same program on every engine, as modules and as a bundle. `types`: type-checks too. */
export async function checkWithSdks(
  project: Project,
  packages: readonly PackedPackage[],
  check: Check,
  { types, sdkVersions }: { readonly types: boolean; readonly sdkVersions: SdkVersions },
): Promise<void> {
  const refused = enginesInUse.filter(({ older }) => older !== 'stub')
  await check(`npm refuses ${refused.map(({ sdk, older }) => `${sdk}@${older}`).join(', ')}`, () =>
    Promise.all(refused.map((engine) => expectRefusal(project, engine))),
  )
  // npm waits for what it fetches: two projects at a time. A failure of one is told when both have ended.
  const installations = await Promise.allSettled([
    checkOlderSdks(project, packages, check),
    check('npm install of the SDKs', () => installSdks(project, packages, sdkVersions)),
  ])
  for (const outcome of installations) if (outcome.status === 'rejected') throw outcome.reason
  console.log(`    ${installedSdks(project).join(', ')}`)
  if (types) await checkTypes(project, check)
  const programs = await compilePrograms(project)
  await check('a day of orders on memory, with the answers that are expected of all', async () =>
    compareAnswers(await printedBy(project, programs.orders, [], { DB_PROVIDER: 'memory' }), 'memory'),
  )
  for (const engine of enginesInUse) {
    const candidate = candidateOf(engine, project)
    if (typeof candidate === 'string') console.log(`left out  ${engine.provider}: ${candidate}`)
    else await checkEngine({ engine, project, check, candidate, programs })
  }
}

interface Programs {
  readonly orders: string
  /** The same, bundled without the SDKs, and with them. */
  readonly bundle: string
  readonly wholeBundle: string
  readonly clients: string
  readonly leave: string
}

async function compilePrograms(project: Project): Promise<Programs> {
  await compile(project, 'emulator')
  return {
    orders: await compile(project, 'orders'),
    bundle: await bundleWithout(project, 'orders', [...enginesInUse.map(({ sdk }) => sdk), '@azure/identity']),
    wholeBundle: await bundleWhole(project, 'orders'),
    clients: await compile(project, 'clients'),
    leave: await compile(project, 'leave'),
  }
}

interface EngineChecks {
  readonly engine: EngineInUse
  readonly project: Project
  readonly check: Check
  readonly candidate: Candidate
  readonly programs: Programs
}

async function checkEngine({ engine, project, check, candidate, programs }: EngineChecks): Promise<void> {
  const { provider, sdk, endsUnclosed } = engine
  const { server, without = [] } = candidate
  const running = await startServer(server)
  const { environment } = running
  const cannot = without.length > 0 ? `, which cannot do: ${without.join('; ')}` : ''
  console.log(`    ${server.title}${cannot}`)
  const sell = async (path: string, collection: string): Promise<readonly string[]> =>
    compareAnswers(await printedBy(project, path, [collection], environment), provider, without)
  try {
    await check(`${provider}: a day of orders, answered as on memory; nothing is open after close()`, async () => {
      const refused = await sell(programs.orders, 'orders')
      if (refused.length > 0) console.log(`    refused, as ${provider} says beforehand: ${refused.join('; ')}`)
    })
    await check(`${provider}: the same, bundled by esbuild without ${sdk} and with it`, async () => {
      await sell(programs.bundle, 'bundled')
      await sell(programs.wholeBundle, 'whole')
    })
    await check(`${provider}: a client of one's own is used, given out and left open`, () =>
      expectPrinted(project, programs.clients, environment, 'true true 1'),
    )
    await check(`${provider}: without close() the process ${endsUnclosed ? 'ends too' : 'stays'}`, () =>
      expectPrinted(
        project,
        programs.leave,
        environment,
        endsUnclosed ? `${provider} last` : `${provider} last\nand still there`,
      ),
    )
    await checkCommands(project, provider, environment, check)
  } finally {
    await running.stop()
  }
}

async function checkCommands(project: Project, provider: string, environment: Variables, check: Check): Promise<void> {
  await check(`${provider}: npx bytelyst doctor --ping`, () =>
    expectCommand(project, ['doctor', '--ping'], environment, { exitCode: 0, output: /connection +answered in/ }),
  )
  // One is enough to show that the command gets to an SDK: the rest of the contract the tests run.
  if (provider !== 'postgres') return
  const parameters = ['conformance', 'datastore', '--only', 'datastore/update']
  await check(`${provider}: npx bytelyst ${parameters.join(' ')}`, () =>
    expectCommand(project, parameters, environment, { exitCode: 0, output: /what was run holds: \d+ of/ }),
  )
}

async function checkTypes(project: Project, check: Check): Promise<void> {
  const modules = ['use.ts', 'service.ts', 'page.ts', 'third-party.ts', 'orders.ts', 'emulator.ts', 'leave.ts']
  const withClients = [...modules, 'clients.ts']
  const [nodenext] = resolutions(modules)
  if (nodenext !== undefined) {
    await check('types with the SDKs, without those of pg: nodenext', () => typeCheck(project, nodenext))
  }
  await check('npm install @types/pg', () => installTypesOfPg(project))
  for (const resolution of resolutions(withClients).filter(({ files }) => files === withClients)) {
    await check(`types with the SDKs: ${resolution.title}`, () => typeCheck(project, resolution))
  }
}

/** SDKs of a major version that does not fit, for which npm had to be forced: the provider says so. */
async function checkOlderSdks({ node }: Project, packages: readonly PackedPackage[], check: Check): Promise<void> {
  const project = createProject(node)
  try {
    await check('npm install --legacy-peer-deps of older SDKs', () => installOlderSdks(project, packages))
    for (const engine of enginesInUse) await checkOlderSdk(project, engine, check)
  } finally {
    rmSync(project.folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function checkOlderSdk(project: Project, engine: EngineInUse, check: Check): Promise<void> {
  const { provider, sdk } = engine
  const variables = environmentOfNowhere(engine, project)
  await check(`${provider} with an older ${sdk}: which one to install`, async () => {
    // With a version: without one npm keeps the range that the project has, and with it the old SDK.
    const expected = new RegExp(`(another|other major) version.*npm install ${sdk}@\\d+\n(.*\n)*.*'missing_dependency'`)
    await expectFailure(project, await compile(project, 'service'), expected, variables)
    const output = new RegExp(`${sdk} is of version .*npm install ${sdk}@`)
    await expectCommand(project, ['doctor'], variables, { exitCode: 1, output })
  })
}
