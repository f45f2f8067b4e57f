import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execute, succeed } from '../../tool/execute.ts'
import { ToolFailure } from '../../tool/tool-failure.ts'
import type { PackedPackage } from '../pack.ts'
import { enginesInUse, type EngineInUse } from './engines.ts'
import type { Project } from './project.ts'

/** What npm has fetched before is taken from its cache. */
const flags = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']

/** Of the versions that the datastore allows: the newest, as npm takes them, or the oldest. */
export type SdkVersions = 'newest' | 'oldest'

/** Installs the SDKs that the datastore names, in versions that it allows. */
export async function installSdks(
  project: Project,
  packages: readonly PackedPackage[],
  versions: SdkVersions,
): Promise<void> {
  const ranges = packages.find(({ name }) => name === '@bytelyst/datastore')?.manifest.peerDependencies ?? {}
  const wanted = enginesInUse.map(({ provider, sdk }) => {
    const range = ranges[sdk]
    if (range === undefined) throw new ToolFailure(`@bytelyst/datastore names no versions of ${sdk}, for ${provider}`)
    return `${sdk}@${versions === 'newest' ? range : oldestOf(range)}`
  })
  await succeed('npm', ['install', ...flags, ...wanted], project)
}

/** The version with which a range begins: `6.0.0` of `^6.0.0 || ^7.0.0`. */
function oldestOf(range: string): string {
  const version = /^\^(\d+\.\d+\.\d+)/.exec(range)?.[1]
  if (version === undefined) throw new ToolFailure(`${range} does not begin with the oldest version`)
  return version
}

/** The SDKs of a project, each with its version: `pg 8.23.1`. */
export function installedSdks({ folder }: Project): readonly string[] {
  return enginesInUse.map(({ sdk }) => {
    const manifest = readFileSync(join(folder, 'node_modules', sdk, 'package.json'), 'utf8')
    return `${sdk} ${(JSON.parse(manifest) as { readonly version: string }).version}`
  })
}

/** Installs the types of pg, which are a package of their own. */
export async function installTypesOfPg(project: Project): Promise<void> {
  await succeed('npm', ['install', ...flags, '@types/pg'], project)
}

/** @throws ToolFailure when npm installs a major version that does not fit beside our packages without being forced to */
export async function expectRefusal(project: Project, { sdk, older }: EngineInUse): Promise<void> {
  const { exitCode, errors } = await execute('npm', ['install', '--dry-run', ...flags, `${sdk}@${older}`], project)
  if (exitCode !== 0 && errors.includes('ERESOLVE')) return
  throw new ToolFailure(`npm install ${sdk}@${older} ended with exit code ${exitCode}:\n${errors}`)
}

/** Installs our packages beside SDKs that do not fit, as somebody who was told so and forced npm to do it. */
export async function installOlderSdks(project: Project, packages: readonly PackedPackage[]): Promise<void> {
  const tarballs = packages.map(({ tarball }) => tarball)
  const older = enginesInUse.filter((engine) => engine.older !== 'stub')
  const wanted = older.map((engine) => `${engine.sdk}@${engine.older}`)
  await succeed('npm', ['install', '--legacy-peer-deps', ...flags, ...tarballs, ...wanted], project)
  for (const { sdk } of enginesInUse.filter((engine) => engine.older === 'stub')) writeStub(project, sdk)
}

/** A package with the version and the client of an SDK from before those that fit, and nothing else. */
function writeStub({ folder }: Project, sdk: string): void {
  const stub = join(folder, 'node_modules', sdk)
  mkdirSync(stub, { recursive: true })
  writeFileSync(join(stub, 'package.json'), JSON.stringify({ name: sdk, version: '1.0.0', main: 'index.js' }))
  writeFileSync(join(stub, 'index.js'), 'exports.DynamoDBClient = class DynamoDBClient {}\n')
}
