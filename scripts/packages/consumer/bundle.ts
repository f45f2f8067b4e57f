import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as esbuild from 'esbuild'
import * as vite from 'vite'
import { ToolFailure } from '../../tool/tool-failure.ts'
import type { Project } from './project.ts'

/** A bundle of one of the programs. */
export interface Bundle {
  readonly title: string
  /** Makes it, and gives the path of the module to run. */
  readonly make: (project: Project) => Promise<string>
}

/** What runs where there is no Node: whatever of Node these need they must ask for, and not import. */
export const pageBundles: readonly Bundle[] = [
  { title: 'esbuild, for browsers', make: (project) => withEsbuild(project, 'page', 'browser') },
  { title: 'vite, for browsers', make: (project) => viteForBrowsers(project) },
]

export const serviceBundles: readonly Bundle[] = [
  { title: 'esbuild, for Node', make: (project) => withEsbuild(project, 'service', 'node') },
  { title: 'vite, for servers', make: (project) => viteForServers(project) },
]

/** @throws ToolFailure with what the bundler says */
async function bundled<R>(work: Promise<R>): Promise<R> {
  try {
    return await work
  } catch (cause) {
    throw new ToolFailure(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** Bundles a program for Node without these packages, which it then finds in `node_modules`. */
export function bundleWithout(project: Project, name: string, external: readonly string[]): Promise<string> {
  return withEsbuild(project, name, 'node', { external: [...external], folder: 'esbuild-external' })
}

/** Bundles a program for Node with all the packages that it uses. */
export function bundleWhole(project: Project, name: string): Promise<string> {
  // The SDKs are CommonJS: in a module their `require` has to be given to them.
  const js = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
  return withEsbuild(project, name, 'node', { banner: { js }, folder: 'esbuild-whole' })
}

interface Bundling extends Pick<esbuild.BuildOptions, 'external' | 'banner'> {
  /** Where the bundle goes, relative to the project. */
  readonly folder?: string
}

async function withEsbuild(
  project: Project,
  name: string,
  platform: 'browser' | 'node',
  { folder = `esbuild-${platform}`, ...options }: Bundling = {},
): Promise<string> {
  const outfile = join(project.folder, folder, `${name}.mjs`)
  const { warnings } = await bundled(
    esbuild.build({
      absWorkingDir: project.folder,
      entryPoints: [`${name}.ts`],
      bundle: true,
      minify: true,
      platform,
      format: 'esm',
      outfile,
      logLevel: 'silent',
      ...options,
    }),
  )
  if (warnings.length > 0) throw new ToolFailure(warnings.map(({ text }) => text).join('\n'))
  return platform === 'browser' ? withoutNode(outfile) : outfile
}

async function viteForBrowsers({ folder }: Project): Promise<string> {
  const root = join(folder, 'page')
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'index.html'), '<script type="module" src="/page.ts"></script>')
  writeFileSync(join(root, 'page.ts'), readFileSync(join(folder, 'page.ts')))
  const outDir = join(folder, 'vite-browser')
  await withVite(root, { outDir, target: 'es2022', modulePreload: { polyfill: false } })
  const name = readdirSync(join(outDir, 'assets')).find((file) => /^index-.*\.js$/.test(file))
  if (name === undefined) throw new ToolFailure(`vite made no module in ${outDir}`)
  return withoutNode(join(outDir, 'assets', name))
}

async function viteForServers({ folder }: Project): Promise<string> {
  const outDir = join(folder, 'vite-server')
  await withVite(folder, { outDir, target: 'node22', ssr: 'service.ts' })
  return join(outDir, 'service.js')
}

async function withVite(root: string, build: vite.BuildOptions): Promise<void> {
  const warnings: string[] = []
  const warn = (message: string): number => warnings.push(message)
  const logLevel = 'silent'
  const customLogger = { ...vite.createLogger(logLevel), warn, warnOnce: warn }
  // Everything is bundled, also for servers, where vite by itself leaves out what is installed.
  const quiet = { configFile: false, logLevel, customLogger } as const
  const options = { root, ...quiet, build: { ...build, emptyOutDir: true }, ssr: { noExternal: true } } as const
  await bundled(vite.build(options))
  if (warnings.length > 0) throw new ToolFailure(warnings.join('\n'))
}

/** @throws ToolFailure for a module that a browser cannot load */
function withoutNode(path: string): string {
  const found = /(?:from|import)\s*\(?\s*["'](node:[^"']+)/.exec(readFileSync(path, 'utf8'))
  if (found !== null) throw new ToolFailure(`the bundle imports ${found[1]}, which no browser has`)
  return path
}
