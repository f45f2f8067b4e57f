import { readFileSync } from 'node:fs'

/** The shapes of the queries of real applications, one a line; `main.ts` writes them. */
export const shapesPath: URL = new URL('query-shapes.txt', import.meta.url)

export function readShapes(): readonly string[] {
  return readFileSync(shapesPath, 'utf8').trimEnd().split('\n')
}

/** The shapes that are not answered alike: a line each, what explains it, a tab, the shape. A test writes and checks them. */
export const outcomesPath: URL = new URL('outcomes.txt', import.meta.url)

/** What explains each of the shapes that are not answered alike. */
export function readOutcomes(): readonly string[] {
  const lines = readFileSync(outcomesPath, 'utf8').trimEnd().split('\n')
  return lines.map((line) => line.split('\t')[0] ?? '')
}

/** The queries of a corpus, a JSON object a line, `{ sql }`: those that no program puts together, each once. */
export function readCorpus(path: string): readonly string[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  const texts = lines.map((line) => (JSON.parse(line) as { readonly sql: string }).sql)
  return [...new Set(texts)].filter((text) => !text.includes('${'))
}
