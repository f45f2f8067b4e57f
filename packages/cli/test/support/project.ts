import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** What stands in a user's project beside what is installed. */
export interface ProjectContent {
  /** The packages of this workspace that are installed, by their folders; by default core and datastore. */
  readonly installed?: readonly string[]
  /** Files by their paths. */
  readonly files?: Readonly<Record<string, string>>
  /** Fixtures that are copied into its root. */
  readonly fixtures?: readonly string[]
}

/** The folder of a user's project, removed when the test has finished; one that runs beside others says which that is. */
export function project(
  { installed = ['core', 'datastore'], files = {}, fixtures = [] }: ProjectContent = {},
  whenFinished: (clean: () => void) => void = onTestFinished,
): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bytelyst-project-')))
  whenFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'node_modules/@bytelyst'), { recursive: true })
  for (const name of installed) {
    const source = fileURLToPath(new URL(`../../../${name}`, import.meta.url))
    symlinkSync(source, join(folder, 'node_modules/@bytelyst', name), 'junction')
  }
  const written = { 'package.json': '{ "name": "app", "type": "module" }', ...files }
  for (const [path, text] of Object.entries(written)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const name of fixtures) copyFileSync(new URL(`../fixtures/${name}`, import.meta.url), join(folder, name))
  return folder
}
