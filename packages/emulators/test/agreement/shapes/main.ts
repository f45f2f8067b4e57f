/**
 * Writes the shapes of the queries of a corpus, which itself is not in this repository:
 * `COSMOS_QUERIES=queries.jsonl node --conditions=@bytelyst/source packages/emulators/test/agreement/shapes/main.ts`.
 */
import { writeFileSync } from 'node:fs'
import { readCorpus, shapesPath } from './query-shapes.ts'
import { shapesOf } from './shape-of.ts'

const corpus = process.env['COSMOS_QUERIES']
if (corpus === undefined) {
  console.error('COSMOS_QUERIES does not name the file of the corpus')
  process.exitCode = 2
} else {
  const shapes = shapesOf(readCorpus(corpus))
  writeFileSync(shapesPath, `${shapes.join('\n')}\n`)
  console.log(`written: ${shapes.length} shapes`)
}
