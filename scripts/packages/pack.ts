import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { succeed } from '../tool/execute.ts'
import { ToolFailure } from '../tool/tool-failure.ts'
import { workspaceFolder } from '../tool/workspace-folder.ts'
import { publicPackages, type Manifest } from './public-packages.ts'

/** A package as a registry would get it. */
export interface PackedPackage {
  readonly name: string
  /** The path of its tarball. */
  readonly tarball: string
  /** The folder into which it is unpacked. */
  readonly folder: string
  readonly manifest: Manifest
  readonly packedBytes: number
  readonly files: readonly PackedFile[]
}

export interface PackedFile {
  /** Relative to the package, with slashes. */
  readonly path: string
  readonly bytes: number
}

/**
 * Packs every public package into this folder, which is emptied first, and unpacks it there.
 *
 * @throws ToolFailure where a package is not built, or was changed since
 */
export async function packAll(into: string): Promise<readonly PackedPackage[]> {
  const packages = publicPackages()
  for (const { name, folder } of packages) assertBuilt(name, folder)
  rmSync(into, { recursive: true, force: true })
  mkdirSync(into, { recursive: true })
  const filters = packages.flatMap(({ name }) => ['--filter', name])
  const printed = await succeed('pnpm', ['-r', ...filters, 'pack', '--json', '--pack-destination', into])
  const packed = JSON.parse(printed.slice(printed.search(/^\[/m))) as { name: string; filename: string }[]
  return Promise.all(
    packed.map(async ({ name, filename }) => {
      const folder = join(into, name.replaceAll(/\W+/g, '-').replace(/^-/, ''))
      mkdirSync(folder)
      // Without a path, as on Windows a colon would be taken for a host's name.
      await succeed('tar', ['-xzf', relative(folder, filename)], { folder })
      const root = join(folder, 'package')
      const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
      const packedBytes = statSync(filename).size
      return { name, tarball: filename, folder: root, manifest, packedBytes, files: filesIn(root) }
    }),
  )
}

function filesIn(folder: string): readonly PackedFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return { path: relative(folder, path).replaceAll(sep, '/'), bytes: statSync(path).size }
    })
}

function assertBuilt(name: string, folder: string): void {
  const built = modificationTimes(join(folder, 'dist')).filter(({ path }) => path.endsWith('.js'))
  const sources = modificationTimes(join(folder, 'src'))
  const oldest = Math.min(...built.map(({ time }) => time))
  const newer = sources.find(({ time }) => time > oldest)
  if (built.length === 0) throw new ToolFailure(`${name} is not built: run "pnpm build" first`)
  if (newer === undefined) return
  const path = relative(workspaceFolder, newer.path)
  throw new ToolFailure(`${name} was built before ${path} was changed: run "pnpm build" again`)
}

function modificationTimes(folder: string): readonly { readonly path: string; readonly time: number }[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, time: statSync(path).mtimeMs }))
}
