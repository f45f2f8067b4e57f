/**
 * Writes what can be known from the code: the marked parts of Markdown files, `docs/coverage.md` and `.env.example`:
 * `pnpm generate [--check]`. With `--check` nothing is written, and what is out of date is a failure. Either way the
 * exports of every package must be those that are built.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { callTexts, examples } from '../../packages/datastore/test/coverage/examples.ts'
import { report, reportPath } from '../coverage/report.ts'
import { readTable } from '../coverage/table.ts'
import { runTool } from '../tool/run-tool.ts'
import { ToolFailure } from '../tool/tool-failure.ts'
import { workspaceFolder } from '../tool/workspace-folder.ts'
import { exportsProblems } from './check-exports.ts'
import { registrationProblems } from './check-registration.ts'
import { dotEnvExample } from './dot-env.ts'
import { replaceMarkedParts } from './marked-parts.ts'
import { parts } from './parts.ts'
import { services } from './services.ts'

/** The parts that a file has to have; others may have any. */
const required: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['providers', 'conformance'],
  ...Object.fromEntries(
    services.map(({ registry }) => [
      `packages/${registry.selection.service}/README.md`,
      ['providers', 'variables', 'capabilities', 'conformance'],
    ]),
  ),
}
const documents = ['*.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md']

await runTool('pnpm generate [--check]', async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const problems = [...registrationProblems(services), ...(await exportsProblems())]
  const texts = new Map([
    ['.env.example', dotEnvExample(services)],
    [relative(workspaceFolder, fileURLToPath(reportPath)), report(readTable(), examples, callTexts())],
    ...markdownTexts(problems),
  ])
  const stale = [...texts].filter(([path, text]) => readText(path) !== text)
  for (const [path, text] of stale) {
    if (values.check) problems.push(`${path} is out of date: run "pnpm generate"`)
    else writeFileSync(join(workspaceFolder, path), text)
    if (!values.check) console.log(`written: ${path}`)
  }
  if (problems.length > 0) throw new ToolFailure(problems.join('\n'))
  return `generate: ${texts.size} files, ${stale.length} of them written; exports and registries are complete`
})

function markdownTexts(problems: string[]): readonly (readonly [path: string, text: string])[] {
  const found = globSync(documents, { cwd: workspaceFolder }).map((path) => path.replaceAll('\\', '/'))
  const texts = [...new Set([...Object.keys(required), ...found])].flatMap((path) => {
    const text = readText(path)
    if (text === undefined) {
      problems.push(`${path} is missing`)
      return []
    }
    // A service's own pages are about it alone.
    const about = services.filter(({ registry }) => path.startsWith(`packages/${registry.selection.service}/`))
    const made = replaceMarkedParts(path, text, (name) => parts[name]?.(about.length > 0 ? about : services))
    for (const name of required[path] ?? []) {
      if (!made.names.includes(name)) problems.push(`${path}: the marker "<!-- generated: ${name} -->" is missing`)
    }
    return made.names.length > 0 ? [[path, made.text] as const] : []
  })
  return texts
}

function readText(path: string): string | undefined {
  const absolute = join(workspaceFolder, path)
  return existsSync(absolute) ? readFileSync(absolute, 'utf8') : undefined
}
