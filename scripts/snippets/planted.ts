import { codeBlocks, exampleBlocks } from './code-blocks.ts'
import type { Problem, Snippet } from './check-snippets.ts'

const markdown = `# Wrong on purpose

\`\`\`ts
import { createDatastoreProvider } from '@bytelyst/datastore'

createDatastoreProvider({ provider: 7 })
\`\`\`

- in a list, and after a block of another kind:

  \`\`\`text
  const ignored: number = 'no TypeScript'
  \`\`\`

  \`\`\`ts
  const right: number = 1
  const wrong: number = 'one'
  \`\`\`
`

const source = `/**
 * A sentence.
 *
 * @example
 * \`\`\`ts
 * import { nothing } from '@bytelyst/core'
 * \`\`\`
 */
export const documented = 1
`

/** Snippets with errors that the compiler must find: that the check can fail is shown by every run of it. */
export const planted: readonly Snippet[] = [
  ...codeBlocks(markdown).map((block) => ({ ...block, path: 'planted.md' })),
  ...exampleBlocks(source).map((block) => ({ ...block, path: 'planted.ts' })),
]

/** Where the errors are: file, line and column. */
export const plantedPlaces: readonly string[] = ['planted.md:17:9', 'planted.md:6:27', 'planted.ts:6:13']

export function placeOf({ path, line, column }: Problem): string {
  return `${path}:${line}:${column}`
}
