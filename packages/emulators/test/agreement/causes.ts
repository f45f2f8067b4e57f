import type { Json } from '../../src/cosmos/json.ts'
import { answerText, type Answer, type Question } from './answer.ts'
import type { Difference } from './differences/difference.ts'
import { differenceNames, differences, type DifferenceName } from './differences/differences.ts'
import { predict } from './predict/predict.ts'
import { documented, type Semantics } from './predict/semantics.ts'

/** How two servers have answered a query over the same documents. */
export type Outcome =
  | 'same'
  | 'both refuse'
  /** The fewest rows of the table that together explain a difference. */
  | readonly DifferenceName[]
  /** What no row explains. */
  | { readonly unexplained: string }

/** What both were asked, and what they have said. */
export interface Asked {
  readonly question: Question
  readonly ours: Said
  readonly theirs: Said
}

/** What one has said. */
interface Said {
  /** Those of the query, with what it has added to each. */
  readonly documents: readonly Json[]
  readonly answer: Answer
}

export function outcomeOf({ question, ours, theirs }: Asked): Outcome {
  const [our, their] = [answerText(ours.answer, question), answerText(theirs.answer, question)]
  const plain = predict(question, ours.documents, documented)
  if (answerText(plain, question) !== our) {
    return unexplained('ours is not as the language is read', plain, ours.answer)
  }
  if (our === their) return 'rows' in ours.answer ? 'same' : 'both refuse'
  const foretold = (names: readonly DifferenceName[]): Answer =>
    predict(question, theirs.documents, semanticsWith(names))
  const explains = (names: readonly DifferenceName[]): boolean => isForetold(foretold(names), theirs.answer, question)
  if (!explains(differenceNames)) {
    return unexplained('theirs is explained by no row', foretold(differenceNames), theirs.answer, ours.answer)
  }
  return differenceNames.reduce<readonly DifferenceName[]>((names, name) => {
    const fewer = names.filter((other) => other !== name)
    return explains(fewer) ? fewer : names
  }, differenceNames)
}

/** Whether an answer is the one that was foretold; of a refusal also for the reason that was. */
function isForetold(foretold: Answer, answer: Answer, question: Question): boolean {
  if (answerText(foretold, question) !== answerText(answer, question)) return false
  return 'rows' in foretold || 'rows' in answer || answer.message.includes(foretold.message)
}

/** Our semantics with the rules of some rows. */
function semanticsWith(names: readonly DifferenceName[]): Semantics {
  return names.reduce<Semantics>((semantics, name) => {
    const { rule }: Difference = differences[name]
    return { ...semantics, ...rule(semantics) }
  }, documented)
}

function unexplained(what: string, foretold: Answer, ...answers: readonly Answer[]): Outcome {
  const texts = [foretold, ...answers].map((answer) => JSON.stringify(answer).slice(0, 1500))
  return { unexplained: [what, ...texts].join('\n    ') }
}
