import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { datastoreProviders, MemoryDatastoreProvider, SqliteDatastoreProvider } from '@bytelyst/datastore'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aliasesOf } from '../../../packages/core/src/environment.ts'
import { embeddedPostgres } from '../../../scripts/servers/embedded-postgres/definition.ts'
import type { Engine, ServerDefinition } from '../../../scripts/servers/server.ts'
import { testAbsence } from '../../../scripts/servers/testing.ts'
import { chooseServers, type Choice } from '../src/demo/choose-servers.ts'
import { compareOnServer } from '../src/demo/compare-on-server.ts'
import { compareProviders } from '../src/demo/compare-providers.ts'
import { compare } from '../src/demo/compare.ts'
import { MemoryRuns } from '../src/demo/memory-runs.ts'
import { allAlike } from '../src/demo/render-runs.ts'
import type { Run } from '../src/demo/run.ts'
import { neutralEnvironment } from '../src/demo/stage.ts'
import { startService, type StartService } from '../src/demo/start-service.ts'
import { needs, type Need } from '../src/script/part.ts'
import { script } from '../src/script/script.ts'
import { startInProcess } from './support/start-in-process.ts'
import { wrongProvider } from './support/wrong-provider.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-test-'))
  chmodSync(folder, 0o711) // PostgreSQL refuses to be root, and then has to get at its files as somebody else.
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

function problemsOf({ name, failures, comparison }: Run): string[] {
  return [...failures, ...(comparison?.differences ?? []).map(({ one }) => String(one?.request))].map(
    (problem) => `${name}: ${problem}`,
  )
}

test('memory and SQLite give the same answers to the whole script, also after a restart, and no file stays', async () => {
  const said: string[] = []
  const signal = new AbortController().signal
  const runs = await compareProviders({ signal, say: (line) => said.push(line), start: startService }, [])
  expect(runs.flatMap(problemsOf)).toEqual([])
  expect(allAlike(runs)).toBe(true)
  const [memory, sqlite, again] = runs
  expect(memory?.exchanges).toHaveLength(473)
  expect(sqlite?.exchanges).toHaveLength(473)
  expect(again?.exchanges).toHaveLength(15)
  expect(sqlite?.data.startsWith(folder) && isAbsolute(sqlite.data)).toBe(true)
  expect(again?.data).toBe(sqlite?.data)
  expect(readdirSync(folder)).toEqual([])
  expect(said).toHaveLength(3)
})

test('when an answer differs the demo shows both and fails', async () => {
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line))
  const exitCode = await compare((environment) => {
    const right = new MemoryDatastoreProvider()
    if (environment['DB_PROVIDER'] === 'memory') return startInProcess(right)
    return startInProcess(
      wrongProvider(right, 'distinct', (collection) => async (path, query) => {
        const values = await collection.distinct(path, query)
        return values.toReversed()
      }),
    )
  }, [])
  expect(exitCode).toBe(1)
  const output = lines.join('\n')
  expect(output).toMatch(
    /^The first difference is in request \d+, in the part "genres"\.\n\n--- memory\nGET \/genres$/m,
  )
  expect(output).toContain('{"items":["Action",')
  expect(output).toContain('{"items":["Western",')
  expect(output).toContain('THE ANSWERS ARE NOT THE SAME.')
  expect(readdirSync(folder)).toEqual([])
})

test('an interrupted comparison ends at once and leaves no file', async () => {
  const interruption = new AbortController()
  const say = (): unknown => setTimeout(() => interruption.abort(), 1500)
  const running = compareProviders({ signal: interruption.signal, say, start: startService }, [])
  await expect(running).rejects.toThrow('aborted')
  expect(readdirSync(folder)).toEqual([])
})

const memory = new MemoryRuns({ signal: new AbortController().signal, say: () => undefined, start: startService })

/** What an engine lacks, beside what the server does that is chosen for it; everything else of the script has to be played. */
const expectedToLack: Readonly<Record<Engine, readonly Need[]>> = {
  postgres: [],
  mongo: [],
  dynamodb: ['sort', 'aggregate', 'distinct', 'endsWith', 'caseInsensitive'],
  cosmos: [],
}

for (const { engine, server, missing } of chooseServers()) {
  if (server === undefined) testAbsence(`${engine}: ${missing.join('; ')}`)
  else describeOn(server)
}

function describeOn(server: ServerDefinition): void {
  test(`${server.engine} on ${server.title} gives memory's answers to all that it can do of the script, and no file stays`, async () => {
    const said: string[] = []
    const signal = new AbortController().signal
    const run = await compareOnServer({ signal, say: (line) => said.push(line), start: startService }, server, memory)
    expect(problemsOf(run)).toEqual([])
    expect(run.comparison).toEqual({ with: 'memory', differences: [] })
    expect(run.parts.length + run.leftOut.length).toBe(script.length)
    const expected = new Set([
      ...expectedToLack[server.engine],
      ...(server.lacks ?? []).filter((name) => name in needs),
    ])
    expect(new Set(run.leftOut.flatMap(({ lacking }) => lacking))).toEqual(expected)
    expect(run.data).toMatch(/^[A-Z][A-Za-z ]+ at [\w.]+:\d+$/)
    expect(said[0]).toContain(server.title)
    expect(readdirSync(folder)).toEqual([])
  }, 240_000)
}

test('of the servers of an engine the first that is here is played, and those before it are named', () => {
  const names = (here: readonly string[]): (string | undefined)[] =>
    chooseServers((server) => (here.includes(server.name) ? undefined : `no ${server.name}`)).map(
      ({ server, missing }) => server?.name ?? missing.join(', '),
    )
  expect(names(['embedded-postgres', 'postgresql', 'ferretdb', 'mongo-java-server', 'cosmosd'])).toEqual([
    'embedded-postgres',
    'mongo-java-server',
    'no dynamodb-local, no dynalite',
    'cosmosd',
  ])
  const choices = chooseServers((server) => (server.name === 'dynalite' ? undefined : `no ${server.name}`))
  expect(choices.map(({ missing }) => missing)).toContainEqual(['no dynamodb-local'])
  expect(choices.flatMap(({ server }) => server?.name ?? [])).toEqual(['dynalite'])
})

const absent: Choice = { engine: 'mongo', server: undefined, missing: ['it is not here; run: pnpm servers install it'] }
const named = 'mongo has no server here:\n  it is not here; run: pnpm servers install it'

test('an engine without a server is named with how to install one, and is no failure', async () => {
  vi.stubEnv('REQUIRE_SERVERS', '')
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line))
  const start: StartService = ({ SQLITE_PATH: path }) =>
    startInProcess(path === undefined ? new MemoryDatastoreProvider() : new SqliteDatastoreProvider({ path }))
  expect(await compare(start, [absent])).toBe(0)
  expect(lines.join('\n')).toContain(`${named}\n\nThe answers are the same.`)
})

test('with REQUIRE_SERVERS=1 an engine without a server is a failure, before anything is played', async () => {
  vi.stubEnv('REQUIRE_SERVERS', '1')
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line))
  const start = vi.fn<StartService>()
  expect(await compare(start, [absent])).toBe(1)
  expect(lines.join('\n')).toContain(named)
  expect(start).not.toHaveBeenCalled()
})

test('a server that does not start is a failed run that says why', async () => {
  const broken: ServerDefinition = {
    ...embeddedPostgres,
    title: 'A broken server',
    start: () => ({ program: process.execPath, arguments: ['-e', 'process.exit(3)'] }),
  }
  const signal = new AbortController().signal
  const run = await compareOnServer({ signal, say: () => undefined, start: startService }, broken, memory)
  expect(allAlike([run])).toBe(false)
  expect(run.failures.join()).toContain('A broken server ended with 3 before it was ready')
})

test('no variable of a provider goes from the caller to the services: a database of theirs is not written to', () => {
  const names = datastoreProviders
    .definitions()
    .flatMap(({ variables }) =>
      Object.entries(variables).flatMap(([name, { aliases }]) => [name, ...(aliases ?? aliasesOf(name))]),
    )
  expect(names).toContain('AZURE_COSMOS_CONNECTION_STRING')
  for (const name of [...names, 'DB_PROVIDER', 'PGHOST', 'PGPASSWORD', 'AWS_PROFILE']) vi.stubEnv(name, 'theirs')
  expect(Object.values(neutralEnvironment())).not.toContain('theirs')
  expect(neutralEnvironment()).toHaveProperty('PATH')
})
