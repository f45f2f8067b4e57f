import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { workspaceFolder } from '../tool/workspace-folder.ts'

/** What the tools read of a `package.json`. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly bin?: Readonly<Record<string, string>>
  readonly sideEffects?: boolean
  readonly engines?: Readonly<Record<string, string>>
  readonly exports?: Exports
  readonly publishConfig?: { readonly exports?: Exports }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** The modules of a package by subpath, each by condition. */
export type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>

/** A package of the workspace that is published. */
export interface PublicPackage {
  readonly name: string
  readonly folder: string
  readonly manifest: Manifest
}

export function publicPackages(): readonly PublicPackage[] {
  return readdirSync(join(workspaceFolder, 'packages'))
    .map((name) => join(workspaceFolder, 'packages', name))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest }) => ({ name: manifest.name, folder, manifest }))
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}
