import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { execute } from '../tool/execute.ts'
import { workspaceFolder } from '../tool/workspace-folder.ts'
import type { CodeBlock } from './code-blocks.ts'

/** A block with the file that it is from, relative to the workspace. */
export interface Snippet extends CodeBlock {
  readonly path: string
}

/** What the compiler says, at the place in the file that the snippet is from. */
export interface Problem {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Where the snippets become modules: in a folder that no other tool looks into. */
const scratch = join(workspaceFolder, 'node_modules', '.snippets')

/** Type-checks every snippet as a module of its own, with the options of the workspace and all its packages at hand. */
export async function checkSnippets(snippets: readonly Snippet[]): Promise<readonly Problem[]> {
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true })
  linkPackages(join(scratch, 'node_modules'))
  const modules = new Map(snippets.map((snippet, i) => [join(scratch, moduleName(snippet, i)), snippet]))
  for (const [path, { line, text }] of modules) writeFileSync(path, `${'\n'.repeat(line - 1)}${text}\n`)
  writeFileSync(join(scratch, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const settings = {
    extends: relative(scratch, join(workspaceFolder, 'tsconfig.json')),
    compilerOptions: { moduleDetection: 'force' },
    include: [],
    files: [...modules.keys()],
  }
  writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify(settings))
  const { exitCode, output, errors } = await execute('tsc', ['-p', scratch, '--pretty', 'false'])
  const problems = parseProblems(output).map((problem) => {
    const snippet = modules.get(resolve(workspaceFolder, problem.path))
    return snippet === undefined ? problem : { ...problem, path: snippet.path, column: problem.column + snippet.indent }
  })
  if (exitCode !== 0 && problems.length === 0) throw new Error(`tsc failed: ${output}${errors}`)
  return problems
}

function moduleName({ path, line }: Snippet, index: number): string {
  return `${path.replaceAll(/\W+/g, '-')}-${line}-${index}.ts`
}

/** Makes every package that any part of the workspace depends on importable: a snippet is of no part. */
function linkPackages(folder: string): void {
  const groups = ['packages', 'examples'].map((group) => join(workspaceFolder, group))
  const members = groups.flatMap((group) => readdirSync(group).map((name) => join(group, name)))
  const parts = [workspaceFolder, ...members, join(workspaceFolder, 'bench')]
  const linked = new Set<string>()
  for (const installed of parts.map((part) => join(part, 'node_modules')).filter((path) => existsSync(path))) {
    for (const name of installedPackages(installed)) {
      if (linked.has(name)) continue
      linked.add(name)
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      symlinkSync(join(installed, name), join(folder, name), 'junction')
    }
  }
}

function installedPackages(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'))
  return names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
  )
}

/** The compiler's lines `path(line,column): error TS1: text`, each with the indented lines that follow it. */
function parseProblems(output: string): readonly Problem[] {
  const problems: Problem[] = []
  for (const line of output.split(/\r?\n/)) {
    const found = /^(.+?)\((\d+),(\d+)\): (.+)$/.exec(line)
    const last = problems.at(-1)
    if (found !== null) {
      const [, path = '', at, column, message = ''] = found
      problems.push({ path, line: Number(at), column: Number(column), message })
    } else if (last !== undefined && /^\s+\S/.test(line)) {
      problems[problems.length - 1] = { ...last, message: `${last.message}\n${line}` }
    }
  }
  return problems
}
