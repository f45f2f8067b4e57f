import { existsSync, readFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describeError } from '@bytelyst/conformance'
import { CommandError } from './command-error.ts'

/** A package as it is installed. */
export interface InstalledPackage {
  readonly folder: string
  readonly version: string
}

/** A package as modules in this folder find it. */
export function findPackage(folder: string, name: string): InstalledPackage | undefined {
  const require = createRequire(join(folder, 'package.json'))
  const manifests = (require.resolve.paths(name) ?? []).map((path) => join(path, name, 'package.json'))
  const manifest = manifests.find((path) => existsSync(path)) ?? pluggedManifest(require, name)
  if (manifest === undefined) return undefined
  const { version = 'of an unknown version' } = readManifest(dirname(manifest))
  return { folder: dirname(manifest), version }
}

/** What the command line reads of a `package.json`. */
export interface Manifest {
  readonly version?: string
  readonly exports?: unknown
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/**
 * The `package.json` of this very folder; an empty one when there is none.
 *
 * @throws CommandError for one that is no JSON object
 */
export function readManifest(folder: string): Manifest {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return {}
  try {
    return { ...(JSON.parse(readFileSync(path, 'utf8')) as Manifest) }
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${describeError(error)}`, { cause: error })
  }
}

/** Where there are no folders to look into (Yarn's Plug'n'Play), the resolver knows. */
function pluggedManifest(require: NodeJS.Require, name: string): string | undefined {
  if (process.versions['pnp'] === undefined) return undefined
  try {
    return require.resolve(`${name}/package.json`)
  } catch {
    return undefined
  }
}

/** The address of a module as an import in a module of this folder finds it. A path is relative to the folder. */
export function resolveModule(folder: string, specifier: string): string {
  if (specifier.startsWith('file:')) return specifier
  if (isAbsolute(specifier) || /^\.{1,2}(?:[/\\]|$)/.test(specifier)) {
    return pathToFileURL(resolve(folder, specifier)).href
  }
  const from = join(folder, 'package.json')
  try {
    return pathToFileURL(createRequire(from).resolve(specifier)).href
  } catch (error) {
    const { code } = error as { code?: unknown }
    // A package that offers itself to import alone. The hook is there since Node 22.15.
    if (code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED' || typeof Module.registerHooks !== 'function') throw error
    const parentURL = pathToFileURL(from).href
    const hook = Module.registerHooks({ resolve: (name, context, next) => next(name, { ...context, parentURL }) })
    try {
      return import.meta.resolve(specifier)
    } finally {
      hook.deregister()
    }
  }
}

const configNames = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts', 'json'].map((extension) => `bytelyst.config.${extension}`)

/**
 * Imports the modules that register providers: those that the folder's `bytelyst.config.*` names, then these.
 *
 * @throws CommandError for a module that is not found or does not load, a configuration that is none, or two of them
 */
export async function importModules(folder: string, specifiers: readonly string[]): Promise<void> {
  const [config, second] = configNames.filter((name) => existsSync(join(folder, name)))
  if (second !== undefined) throw new CommandError(`there are ${config} and ${second}, and one is enough`)
  const named = config === undefined ? [] : importsOf(config, await load(folder, `./${config}`))
  for (const specifier of [...named, ...specifiers]) await load(folder, specifier)
}

function importsOf(config: string, module: unknown): readonly string[] {
  const { default: whole, imports = (whole as { imports?: unknown } | null | undefined)?.imports } = module as {
    readonly default?: unknown
    readonly imports?: unknown
  }
  if (Array.isArray(imports) && imports.every((each) => typeof each === 'string')) return imports
  throw new CommandError(`${config} must export "imports", an array of the names of modules`)
}

async function load(folder: string, specifier: string): Promise<unknown> {
  let address: string
  try {
    address = resolveModule(folder, specifier)
  } catch (error) {
    const { code } = error as { code?: unknown }
    const path = existsSync(join(folder, specifier)) ? `; for the file of that name write ./${specifier}` : ''
    const why = code === 'MODULE_NOT_FOUND' ? `was not found from ${folder}${path}` : describeError(error)
    throw new CommandError(`${specifier}: ${why}`, { cause: error })
  }
  try {
    return await import(address, address.endsWith('.json') ? { with: { type: 'json' } } : {})
  } catch (error) {
    const where = error instanceof Error ? /^ +at .*/m.exec(error.stack ?? '')?.[0] : undefined
    const hint = isUnknownExtension(error) ? '. TypeScript is run by Node 22.18 and later' : ''
    const place = where === undefined || hint !== '' ? '' : `\n${where}`
    throw new CommandError(`${specifier} could not be loaded: ${describeError(error)}${hint}${place}`, { cause: error })
  }
}

function isUnknownExtension(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ERR_UNKNOWN_FILE_EXTENSION'
}
