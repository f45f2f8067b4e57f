import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onEachServer } from '../../../scripts/servers/testing.ts'
import { answerText, refused, type Answer } from './agreement/answer.ts'
import { outcomeOf, type Asked } from './agreement/causes.ts'
import { differenceNames, differences } from './agreement/differences/differences.ts'
import type { Difference } from './agreement/differences/difference.ts'
import { cases, generatedQuestions, seed } from './agreement/generated.ts'
import { outcomeLines, summaryOf, unexplained, verdictsOf } from './agreement/outcomes.ts'
import { openPair, type Pair } from './agreement/pair.ts'
import { sample } from './agreement/sample.ts'
import { outcomesPath, readCorpus, readShapes } from './agreement/shapes/query-shapes.ts'

const corpus = process.env['COSMOS_QUERIES']
const minutes = 60_000

onEachServer(
  'cosmos',
  'the agreement of our emulator',
  (server) => {
    describe(`our emulator and ${server.title}`, () => {
      let pair: Pair
      beforeAll(async () => {
        pair = await openPair(server)
      }, minutes)
      afterAll(() => pair.close())

      it('differ as the example of each row of the table says, and need that row alone for it', async () => {
        const examples = differenceNames.map((name) => ({ name, ...(differences[name] satisfies Difference).example }))
        const questions = examples.map(({ query }) => ({ text: query, parameters: new Map() }))
        const asked = await pair.askOver(sample, questions)
        const seen = asked.map(({ question, ours, theirs }, index) => ({
          row: examples[index]?.name,
          ours: answerText(ours.answer, question),
          theirs: answerText(theirs.answer, question),
          causes: outcomeOf(asked[index] as Asked),
        }))
        const wanted = examples.map(({ name, query, ours, theirs }) => ({
          row: name,
          ours: answerText(expected(ours), { text: query, parameters: new Map() }),
          theirs: answerText(expected(theirs), { text: query, parameters: new Map() }),
          causes: [name],
        }))
        expect(seen).toEqual(wanted)
      })

      it(
        'answer the shapes of the queries of real applications alike, or differ as is written down',
        async () => {
          const asked = await pair.askEach(readShapes())
          const verdicts = verdictsOf(asked)
          console.log(summaryOf('shapes', verdicts))
          expect(unexplained(verdicts)).toEqual([])
          expect(shareOfAnswers(asked)).toBeGreaterThan(0.85)
          await expect(outcomeLines(verdicts)).toMatchFileSnapshot(fileURLToPath(outcomesPath))
        },
        5 * minutes,
      )

      it(
        'answer the queries of real applications alike, or differ as the table says (where COSMOS_QUERIES names them: they are not in this repository)',
        async (context) => {
          if (corpus === undefined) return context.skip('COSMOS_QUERIES does not name the file of the corpus')
          const asked = await pair.askEach(readCorpus(corpus))
          const verdicts = verdictsOf(asked)
          console.log(summaryOf('corpus', verdicts))
          expect(unexplained(verdicts)).toEqual([])
          expect(shareOfAnswers(asked)).toBeGreaterThan(0.85)
        },
        5 * minutes,
      )

      it(
        'answer generated queries alike, or differ as the table says',
        async () => {
          const asked = await pair.askOver(sample, generatedQuestions(cases))
          const verdicts = verdictsOf(asked)
          console.log(summaryOf(`generated, seed ${seed}`, verdicts))
          expect(unexplained(verdicts), `again: FUZZ_SEED=${seed}`).toEqual([])
          expect(shareOfAnswers(asked)).toBeGreaterThan(0.5)
        },
        5 * minutes,
      )
    })
  },
  ['cosmosd'],
)

function expected(answer: readonly unknown[] | number): Answer {
  return typeof answer === 'number' ? refused(answer, '') : ({ rows: answer } as Answer)
}

/** How many of the answers have rows: two empty ones prove little. */
function shareOfAnswers(asked: readonly Asked[]): number {
  return asked.filter(({ ours: { answer } }) => 'rows' in answer && answer.rows.length > 0).length / asked.length
}
