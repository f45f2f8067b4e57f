import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { PackedPackage } from './pack.ts'

/**
 * What the modules and declarations of a package import from packages that its manifest does not name: `x in y.d.ts`.
 * In the workspace they are found all the same; at a user they are not.
 */
export async function undeclaredImports({ name, manifest, folder, files }: PackedPackage): Promise<readonly string[]> {
  const declared = new Set([
    name,
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.peerDependencies ?? {}),
  ])
  const of = (ending: string): string[] => files.map(({ path }) => path).filter((path) => path.endsWith(ending))
  const imports = [
    ...(await importsOfModules(folder, of('.js'))),
    ...of('.d.ts').flatMap((path) => importsOfDeclarations(folder, path)),
  ]
  const undeclared = imports.filter(({ specifier }) => isPackage(specifier) && !declared.has(packageOf(specifier)))
  return [...new Set(undeclared.map(({ specifier, path }) => `${specifier} in ${path}`))]
}

interface Import {
  readonly specifier: string
  readonly path: string
}

async function importsOfModules(folder: string, paths: readonly string[]): Promise<readonly Import[]> {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: [...paths],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: 'unused',
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  return Object.entries(metafile.inputs).flatMap(([path, { imports }]) =>
    imports.filter(({ external }) => external === true).map((found) => ({ specifier: found.path, path })),
  )
}

/** In declarations a word that follows no quote is a keyword. */
function importsOfDeclarations(folder: string, path: string): readonly Import[] {
  const text = readFileSync(join(folder, path), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  return [...text.matchAll(/(?<!['"\w])(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, specifier = '']) => ({
    specifier,
    path,
  }))
}

function isPackage(specifier: string): boolean {
  return !specifier.startsWith('.') && !specifier.startsWith('node:')
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
