import type { Options } from 'tsup'

/**
 * How every package is built: modules for Node, an output file for each entry under the same path, what several entries
 * share in common chunks, and `node:` left before `node:sqlite`. Minified, but with the names of functions and short
 * lines, so that a stack trace can still be read: no maps are published. Declarations come from `tsc -b`.
 */
export function library(entry: readonly string[], options: Options = {}): Options {
  return {
    entry: [...entry],
    outDir: 'dist',
    format: ['esm'],
    target: 'node22',
    splitting: true,
    dts: false,
    clean: false,
    sourcemap: false,
    removeNodeProtocol: false,
    silent: true,
    minify: true,
    keepNames: true,
    esbuildOptions: (esbuild) => {
      esbuild.outbase = 'src'
      esbuild.lineLimit = 120
    },
    ...options,
  }
}
