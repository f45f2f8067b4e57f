import { fileURLToPath } from 'node:url'
import { buildState } from '../measure/build-state.ts'

/** Which code of ours is run: the speed of requests is that of both, ready times and memory are not. */
export interface OurCode {
  readonly text: 'from dist' | 'from source'
  /** What Node is told, so that packages of ours are found. */
  readonly flags: readonly string[]
  /** The script of the command `bytelyst`. */
  readonly command: string
}

const packages = new URL('../../../packages/', import.meta.url)
const entries = { cli: 'main.js', conformance: 'index.js', core: 'index.js', emulators: 'cosmos/index.js' }

/** What `pnpm build` made, unless the source is newer. */
export function ourCode(): OurCode {
  const isBuilt = Object.entries(entries).every(
    ([name, entry]) => buildState(new URL(`${name}/`, packages), entry) === 'built',
  )
  return isBuilt
    ? { text: 'from dist', flags: [], command: fileURLToPath(new URL('cli/dist/main.js', packages)) }
    : {
        text: 'from source',
        flags: ['--conditions=@bytelyst/source'],
        command: fileURLToPath(new URL('cli/src/main.ts', packages)),
      }
}
