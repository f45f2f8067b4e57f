/**
 * Type-checks the TypeScript of the documentation: `pnpm snippets [--self-test]`. What is checked are the blocks marked
 * `ts` of the Markdown files, and the examples of the doc comments. Exits 1 when one does not compile, and when errors
 * that are planted in every run are not found; `--self-test` looks for these alone.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runTool } from '../tool/run-tool.ts'
import { ToolFailure } from '../tool/tool-failure.ts'
import { workspaceFolder } from '../tool/workspace-folder.ts'
import { checkSnippets, type Snippet } from './check-snippets.ts'
import { codeBlocks, exampleBlocks } from './code-blocks.ts'
import { placeOf, planted, plantedPlaces } from './planted.ts'

const documents = ['*.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md', 'bench/README.md']
const sources = ['packages/*/src/**/*.ts']

await runTool('pnpm snippets [--self-test]', async () => {
  const { values } = parseArgs({ options: { 'self-test': { type: 'boolean', default: false } } })
  const snippets = values['self-test'] ? [] : [...read(documents, codeBlocks), ...read(sources, exampleBlocks)]
  const files = new Set(snippets.map(({ path }) => path))
  if (!values['self-test'] && snippets.length === 0) throw new ToolFailure('there are no snippets: nothing was checked')

  const problems = await checkSnippets([...snippets, ...planted])
  const found = problems.map(placeOf).filter((place) => place.startsWith('planted.'))
  if (found.toSorted().join() !== plantedPlaces.join()) {
    throw new ToolFailure(`planted errors are at ${plantedPlaces.join(', ')}; found were ${found.join(', ') || 'none'}`)
  }
  const real = problems.filter((problem) => !problem.path.startsWith('planted.'))
  for (const problem of real) console.log(`${placeOf(problem)} ${problem.message}`)
  const canFail = `${found.length} of ${plantedPlaces.length} planted errors found`
  if (values['self-test']) return `snippets: ${canFail}`
  const summary = `snippets: ${snippets.length} blocks of ${files.size} files, ${real.length} errors; ${canFail}`
  if (real.length > 0) throw new ToolFailure(summary)
  return summary
})

function read(patterns: string[], extract: typeof codeBlocks): readonly Snippet[] {
  return globSync(patterns, { cwd: workspaceFolder })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted()
    .flatMap((path) => extract(readFileSync(join(workspaceFolder, path), 'utf8')).map((block) => ({ ...block, path })))
}
