import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { findPackage, readManifest } from './project.ts'

const scope = '@bytelyst'

/** The services whose packages modules in this folder find, in the order of their names: those that offer a contract. */
export function installedServices(folder: string): readonly string[] {
  const paths = createRequire(join(folder, 'package.json')).resolve.paths(`${scope}/any`) ?? []
  const folders = paths.map((path) => join(path, scope)).filter((path) => existsSync(path))
  const names = new Set([...folders.flatMap((path) => readdirSync(path)), ...declaredNames(folder)])
  return [...names].filter((name) => offersContract(folder, name)).toSorted()
}

/** Where there are no folders to look into (Yarn's Plug'n'Play), the project's manifest knows. */
function declaredNames(folder: string): readonly string[] {
  const { dependencies, devDependencies } = readManifest(folder)
  return Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => name.startsWith(`${scope}/`))
    .map((name) => name.slice(scope.length + 1))
}

function offersContract(folder: string, name: string): boolean {
  const found = findPackage(folder, `${scope}/${name}`)
  if (found === undefined) return false
  const { exports } = readManifest(found.folder)
  return typeof exports === 'object' && exports !== null && './conformance' in exports
}
