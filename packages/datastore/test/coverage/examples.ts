import { readFileSync } from 'node:fs'
import type { Example } from './example.ts'
import { examplesOfAggregates } from './examples-of-aggregates.ts'
import { examplesOfAnswers } from './examples-of-answers.ts'
import { examplesOfContents } from './examples-of-contents.ts'
import { examplesOfFields } from './examples-of-fields.ts'
import { examplesOfTexts } from './examples-of-texts.ts'

const files = ['answers', 'fields', 'contents', 'aggregates', 'texts']

/** An example for each feature. */
export const examples: readonly Example[] = [
  ...examplesOfAnswers,
  ...examplesOfFields,
  ...examplesOfContents,
  ...examplesOfAggregates,
  ...examplesOfTexts,
]

/**
 * The source text of each example's call, on one line, by feature. It is read from the files, so that what the report
 * shows is what the test runs.
 */
export function callTexts(): ReadonlyMap<string, string> {
  const found = files.flatMap((name) => {
    const source = readFileSync(new URL(`examples-of-${name}.ts`, import.meta.url), 'utf8')
    return [
      ...source.matchAll(/feature: '([a-z-]+)',(?:(?!feature:).)*?call: (?:async )?\(boats\) =>(.*?),\n {4}answer:/gs),
    ]
  })
  return new Map(found.map(([, feature = '', call = '']) => [feature, onOneLine(call)]))
}

/** Undoes the line breaks of the formatter. */
function onOneLine(code: string): string {
  return code
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/, (?=[\])])/g, '')
    .replaceAll(/,(?= \})/g, '')
    .replaceAll(/\( /g, '(')
    .replaceAll(/ (?=\))/g, '')
}
