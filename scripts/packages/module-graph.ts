import { build, type Metafile, type Plugin } from 'esbuild'

/** What a set of modules imports, as the built files stand. */
export interface ModuleGraph {
  /** The modules that these reach by static imports alone, themselves included, with their sizes in bytes. */
  readonly reachable: (entries: readonly string[]) => ReadonlyMap<string, number>
  /** The modules that these load on first use: the targets of their dynamic imports. */
  readonly loadedOnFirstUse: (from: Iterable<string>) => readonly string[]
  /** What these import statically from elsewhere: modules of Node and of other people's packages. */
  readonly foreign: (from: Iterable<string>) => readonly string[]
}

/** Reads the modules that these import, directly or not. Paths are relative to the folder. */
export async function readModuleGraph(folder: string, entries: readonly string[]): Promise<ModuleGraph> {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: [...entries],
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    outdir: 'unused',
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: [foreign],
  })
  return {
    reachable(from) {
      const found = new Map<string, number>()
      const visit = (path: string): void => {
        const input = metafile.inputs[path]
        if (input === undefined || found.has(path)) return
        found.set(path, input.bytes)
        for (const next of importsOf(metafile, path, 'import-statement')) visit(next)
      }
      for (const path of from) visit(path)
      return found
    },
    loadedOnFirstUse: (from) => collect(from, (path) => importsOf(metafile, path, 'dynamic-import')),
    foreign: (from) => collect(from, (path) => importsOf(metafile, path, 'import-statement', true)),
  }
}

/** Other people's packages are left where they are, installed or not. */
const foreign: Plugin = {
  name: 'foreign',
  setup(bundle) {
    bundle.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@bytelyst/') ? undefined : { path, external: true },
    )
  },
}

function collect(paths: Iterable<string>, of: (path: string) => readonly string[]): readonly string[] {
  return [...new Set([...paths].flatMap(of))]
}

function importsOf({ inputs }: Metafile, path: string, kind: string, external?: true): readonly string[] {
  const imports = inputs[path]?.imports ?? []
  return imports.filter((found) => found.kind === kind && found.external === external).map((found) => found.path)
}
