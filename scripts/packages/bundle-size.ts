import { relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { workspaceFolder } from '../tool/workspace-folder.ts'
import { publicPackages } from './public-packages.ts'

/** What a user installs beside a service package, and no part of ours. */
const sdks = publicPackages().flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {}))

/** The bytes of a bundle. */
export interface BundleSize {
  readonly plain: number
  readonly compressed: number
}

/** How large a minified bundle of this module is, without what is loaded on first use. */
export async function bundleSize(source: string): Promise<BundleSize> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: workspaceFolder,
    stdin: { contents: source, resolveDir: workspaceFolder },
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    splitting: true,
    outdir: 'bundle',
    external: ['node:*', ...sdks],
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const loaded = new Set<string>()
  const visit = (path: string): void => {
    if (loaded.has(path)) return
    loaded.add(path)
    for (const next of metafile.outputs[path]?.imports ?? []) if (next.kind === 'import-statement') visit(next.path)
  }
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) if (entryPoint === '<stdin>') visit(path)
  const files = outputFiles.filter(({ path }) => loaded.has(relative(workspaceFolder, path).replaceAll(sep, '/')))
  const contents = Buffer.concat(files.map((file) => file.contents))
  return { plain: contents.length, compressed: gzipSync(contents).length }
}
