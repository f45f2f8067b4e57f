import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { codeBlocks } from '../../snippets/code-blocks.ts'
import { execute } from '../../tool/execute.ts'
import { ToolFailure } from '../../tool/tool-failure.ts'
import { workspaceFolder } from '../../tool/workspace-folder.ts'
import type { Project } from './project.ts'

const readmes = ['README.md', 'packages/datastore/README.md']

/** How a project may be set up. */
export interface Resolution {
  readonly title: string
  readonly compilerOptions: Readonly<Record<string, unknown>>
  /** The modules that this project has. */
  readonly files: readonly string[]
}

/** What a user may have configured; declarations of packages are always checked too. */
export function resolutions(modules: readonly string[]): readonly Resolution[] {
  const node = { types: ['node'], typeRoots: [join(workspaceFolder, 'node_modules', '@types')] }
  return [
    { title: 'nodenext', files: modules, compilerOptions: { module: 'nodenext', ...node } },
    { title: 'bundler', files: modules, compilerOptions: { module: 'esnext', moduleResolution: 'bundler', ...node } },
    {
      title: 'bundler, for browsers, without the types of Node',
      files: ['use.ts', 'page.ts'],
      compilerOptions: { module: 'esnext', moduleResolution: 'bundler', lib: ['es2024', 'dom'] },
    },
  ]
}

/** Writes the snippets of the READMEs that need nothing but our packages as modules, and says how many there are. */
export function writeReadmeSnippets(project: Project): { readonly files: readonly string[]; readonly left: number } {
  const present = readmes.filter((path) => existsSync(join(workspaceFolder, path)))
  const blocks = present.flatMap((path) =>
    codeBlocks(readFileSync(join(workspaceFolder, path), 'utf8')).map((block) => ({ ...block, path })),
  )
  const usable = blocks.filter(({ text }) =>
    [...text.matchAll(/from '([^']+)'/g)].every(([, name = '']) => /^(@bytelyst\/|node:)/.test(name)),
  )
  const files = usable.map(({ path, line, text }) => {
    const name = `${path.replaceAll(/\W+/g, '-')}-${line}.ts`
    // The compiler names the line that it has in the README.
    writeFileSync(join(project.folder, name), '\n'.repeat(line - 1) + text)
    return name
  })
  return { files, left: blocks.length - usable.length }
}

/** @throws ToolFailure with what the compiler says */
export async function typeCheck(project: Project, { title, compilerOptions, files }: Resolution): Promise<void> {
  const path = join(project.folder, `tsconfig.${title.replaceAll(/\W+/g, '-')}.json`)
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false }
  const language = { target: 'es2023', lib: ['es2024'], moduleDetection: 'force', types: [], noEmit: true }
  const settings = { compilerOptions: { ...language, ...strict, ...compilerOptions }, files }
  writeFileSync(path, JSON.stringify(settings))
  const { exitCode, output, errors } = await execute('tsc', ['-p', path, '--pretty', 'false'])
  if (exitCode === 0) return
  throw new ToolFailure(`${output}${errors}`.replaceAll(`${relative(workspaceFolder, project.folder)}/`, '').trim())
}
