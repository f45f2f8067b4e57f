import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describeError } from '@bytelyst/conformance'
import { CommandError, exitCodes } from '../command-error.ts'
import type { Command } from '../command.ts'
import { suggestion } from '../nearest.ts'
import { parseOptions } from '../parse-options.ts'
import { findPackage, resolveModule } from '../project.ts'
import type { Surroundings } from '../surroundings.ts'

const help = `usage: bytelyst emulate cosmos [options]

Runs a server for tests that @azure/cosmos talks to as it talks to Azure Cosmos DB, on 127.0.0.1 alone, until Ctrl-C.
It is in the package @bytelyst/emulators.

  --port <number>        the port; 8081 unless something is said, 0 for a free one
  --key <base64>         the account key; that of Microsoft's own emulator unless something is said
  --partitions <number>  physical partitions of a container; 4 unless something is said
  --throughput <number>  request units a second of each container; above it requests are throttled
  --persist <file>       keeps everything in a file
  --seed <file>          begins with what a JSON file holds: containers by their ids, by the ids of their databases
  --tls                  answers over TLS, with a certificate of its own
  --help                 prints this

exit codes: 0 ended by Ctrl-C or SIGTERM; 2 it could not be started
`

const options = {
  port: { type: 'string' },
  key: { type: 'string' },
  partitions: { type: 'string' },
  throughput: { type: 'string' },
  persist: { type: 'string' },
  seed: { type: 'string' },
  tls: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const packageName = '@bytelyst/emulators'
const names = ['cosmos']
const usualPort = '8081'

/** What the command line asks of an emulator. */
interface Emulator {
  readonly url: string
  readonly key: string
  readonly connectionString: string
  readonly certificate: string | undefined
  readonly seed: (seed: unknown) => void
  readonly close: () => Promise<void>
}
type StartEmulator = (options: Readonly<Record<string, unknown>>) => Promise<Emulator>

async function run(
  parameters: readonly string[],
  { workingDirectory, output, onInterrupt }: Surroundings,
): Promise<number> {
  const { values, positionals } = parseOptions(parameters, options)
  if (values.help === true) {
    output.write(help)
    return exitCodes.ok
  }
  requireName(positionals)
  const start = await loadEmulator(workingDirectory)
  const settings = {
    port: wholeNumber('--port', values.port ?? usualPort),
    ...(values.key !== undefined && { key: values.key }),
    ...(values.partitions !== undefined && { partitions: wholeNumber('--partitions', values.partitions) }),
    ...(values.throughput !== undefined && { throughput: wholeNumber('--throughput', values.throughput) }),
    ...(values.persist !== undefined && { persistPath: resolve(workingDirectory, values.persist) }),
    ...(values.tls === true && { tls: true }),
  }
  const seed = values.seed === undefined ? undefined : readSeed(resolve(workingDirectory, values.seed), values.seed)
  const emulator = await orCommandError('it could not be started', () => start(settings))
  try {
    if (seed !== undefined) await orCommandError(`--seed ${values.seed}`, () => emulator.seed(seed))
    output.write(greeting(emulator))
    await interruption(onInterrupt)
  } finally {
    await emulator.close()
  }
  return exitCodes.ok
}

function greeting({ url, key, connectionString, certificate }: Emulator): string {
  const lines = [`endpoint           ${url}`, `key                ${key}`, `connection string  ${connectionString}`]
  const trust =
    certificate === undefined ? [] : ['trust it with NODE_EXTRA_CA_CERTS=<a file with this>:', certificate.trimEnd()]
  return [...lines, ...trust, 'ready; Ctrl-C ends it', ''].join('\n')
}

function interruption(onInterrupt: Surroundings['onInterrupt']): Promise<void> {
  return new Promise((done) => {
    const stop = onInterrupt(() => {
      stop()
      done()
    })
  })
}

function requireName([name, ...rest]: readonly string[]): void {
  if (name === undefined) throw new CommandError(`which emulator? there is: ${names.join(', ')}`)
  if (!names.includes(name)) throw new CommandError(`there is no emulator ${name}${suggestion(name, names)}`)
  if (rest.length > 0) throw new CommandError(`one emulator at a time, please: ${[name, ...rest].join(', ')}`)
}

/** The package as modules of this folder find it. */
async function loadEmulator(folder: string): Promise<StartEmulator> {
  if (findPackage(folder, packageName) === undefined) {
    throw new CommandError(`${packageName} is not installed in ${folder}: npm install --save-dev ${packageName}`)
  }
  const module = await orCommandError(
    `${packageName} could not be loaded`,
    async () =>
      (await import(resolveModule(folder, `${packageName}/cosmos`))) as { startCosmosEmulator?: StartEmulator },
  )
  if (typeof module.startCosmosEmulator !== 'function') {
    throw new CommandError(
      `${packageName} does not go with this version of bytelyst: npm install --save-dev ${packageName}@latest bytelyst@latest`,
    )
  }
  return module.startCosmosEmulator
}

function readSeed(path: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new CommandError(`--seed ${name}: ${describeError(error)}`, { cause: error })
  }
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new CommandError(`${name} takes a whole number, not ${text}`)
}

async function orCommandError<T>(what: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw new CommandError(`${what}: ${describeError(error)}`, { cause: error })
  }
}

export const emulate: Command = {
  name: 'emulate',
  summary: 'runs a local server for tests that a cloud SDK talks to',
  help,
  run,
}
