/**
 * Rebuilds the table from the corpus, which is not in this repository:
 * `COSMOS_QUERIES=queries.jsonl node scripts/coverage/classify.ts [--list feature]`. With `--list` it writes nothing,
 * but prints the texts that need one feature.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { classifyCorpus, formatTable, tablePath } from './table.ts'

const { values } = parseArgs({ options: { list: { type: 'string' } } })
const path = process.env['COSMOS_QUERIES']
if (path === undefined) {
  console.error('COSMOS_QUERIES is not set: the path of a file with a JSON object { sql, append? } on each line')
  process.exit(2)
}
const queries = classifyCorpus(path)

if (values.list === undefined) {
  writeFileSync(tablePath, formatTable(queries))
  const causes = Map.groupBy(
    queries.filter(({ unparsed }) => unparsed !== undefined),
    ({ unparsed }) => unparsed,
  )
  const failed = queries.filter(({ unparsed }) => unparsed !== undefined).length
  console.log(`${queries.length} queries, ${failed} not parsed`)
  for (const [cause, texts] of causes) console.log(`  ${texts.length}  ${cause}`)
} else {
  const { list } = values
  const found = queries.filter(({ needs }) => needs.some((feature) => feature === list))
  for (const { query, text } of found) console.log([query, text.sql, ...(text.append ?? [])].join('\n  '))
  console.log(`${found.length} queries`)
}
