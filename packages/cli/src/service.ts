import type { CaseContext, Suite } from '@bytelyst/conformance'
import { describeError } from '@bytelyst/conformance'
import type { Environment, OperationOptions, Peer, SelectedProvider, ServiceSelection, Variable } from '@bytelyst/core'
import { CommandError } from './command-error.ts'
import { findPackage, resolveModule, type InstalledPackage } from './project.ts'

/** What the command line asks of a provider. */
export interface Provider {
  readonly capabilities?: object
  readonly ping?: (options: OperationOptions) => Promise<void>
  readonly close?: () => Promise<void>
}

/** What the command line reads of a provider's definition. */
export interface Definition {
  readonly name: string
  readonly description: string
  readonly variables: Readonly<Record<string, Variable<unknown>>>
  readonly capabilities: object
  readonly peer?: Peer
}

/** What `@bytelyst/<service>/conformance` exports as `service`, whichever service it is. */
export interface Service {
  readonly registry: {
    readonly selection: ServiceSelection
    readonly definitions: () => readonly Definition[]
    readonly select: (provider: string | undefined, environment: Environment) => SelectedProvider<Definition>
    readonly create: (options: { readonly env: Environment }) => Provider
  }
  readonly suite: Suite<unknown, CaseContext<unknown>>
  readonly openFromEnvironment: (environment: Environment) => Promise<unknown>
}

/** A service's package in the user's project. */
export interface InstalledService extends InstalledPackage {
  readonly packageName: string
  readonly service: Service
}

/**
 * The package of a service as modules in this folder find it, with its contract; undefined when it is not installed.
 *
 * @throws CommandError when it is, and cannot be used
 */
export async function loadService(folder: string, name: string): Promise<InstalledService | undefined> {
  const packageName = `@bytelyst/${name}`
  const installed = findPackage(folder, packageName)
  if (installed === undefined) return undefined
  const { version } = installed
  const module = await importConformance(folder, packageName, version)
  const { service } = module as { service?: unknown }
  const lacking = lackingMembers(service)
  if (lacking.length > 0) throw mismatch(packageName, version, `its contract lacks ${lacking.join(', ')}`)
  return { ...installed, packageName, service: service as Service }
}

async function importConformance(folder: string, packageName: string, version: string): Promise<unknown> {
  let address: string
  try {
    address = resolveModule(folder, `${packageName}/conformance`)
  } catch (error) {
    throw mismatch(packageName, version, 'it offers no contract', error)
  }
  try {
    return await import(address)
  } catch (error) {
    throw new CommandError(`${packageName} ${version} could not be loaded: ${describeError(error)}`, { cause: error })
  }
}

function mismatch(packageName: string, version: string, what: string, cause?: unknown): CommandError {
  const message = `${packageName} ${version} does not go with this version of bytelyst: ${what}. Install those that belong together: npm install ${packageName}@latest bytelyst@latest`
  return new CommandError(message, { cause })
}

const members: Readonly<Record<string, 'function' | 'object'>> = {
  'service.registry.selection': 'object',
  'service.registry.definitions': 'function',
  'service.registry.select': 'function',
  'service.registry.create': 'function',
  'service.suite.cases': 'object',
  'service.suite.prepare': 'function',
  'service.suite.dispose': 'function',
  'service.openFromEnvironment': 'function',
}

/** What another version of a package does not have. */
function lackingMembers(service: unknown): readonly string[] {
  return Object.entries(members).flatMap(([path, type]) => {
    let value: unknown = { service }
    for (const key of path.split('.')) value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key]
    return typeof value === type && value !== null ? [] : [path]
  })
}
