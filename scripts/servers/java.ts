import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { succeed } from '../tool/execute.ts'
import { ToolFailure } from '../tool/tool-failure.ts'
import { sourceFolder } from './installation.ts'
import type { Prerequisite } from './server.ts'

/** What a server that is fetched by Maven needs. */
export const javaPrerequisites: readonly Prerequisite[] = [
  { program: 'mvn', versionArguments: ['-v', '-B'], atLeast: '3.6' },
  { program: 'javac', versionArguments: ['-version'], atLeast: '17' },
]

/**
 * Fetches what the `pom.xml` of a server names, and compiles its `Main.java`.
 *
 * @param list - the file with the hash of everything that is fetched, in the form of `sha256sum`
 * @throws ToolFailure when anything else was fetched
 */
export async function installJava(folder: string, server: string, list: string): Promise<void> {
  const sources = sourceFolder(server)
  const libraries = join(folder, 'lib')
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
  const parameters = ['-DincludeScope=runtime', `-DoutputDirectory=${libraries}`]
  await succeed('mvn', ['-q', '-B', '-f', join(sources, 'pom.xml'), goal, ...parameters])
  const found = hashesOf(libraries)
  if (found !== readFileSync(join(sources, list), 'utf8')) {
    throw new ToolFailure(`what was fetched is not what ${list} lists; it is\n${found}`)
  }
  await succeed('javac', ['-cp', join(libraries, '*'), '-d', folder, join(sources, 'Main.java')])
}

/** Where Java finds what {@link installJava} made. */
export function classPathOf(installed: string): string {
  return [join(installed, 'lib', '*'), installed].join(delimiter)
}

function hashesOf(folder: string): string {
  const hashOf = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex')
  return readdirSync(folder)
    .toSorted()
    .map((file) => `${hashOf(file)}  ${file}\n`)
    .join('')
}
