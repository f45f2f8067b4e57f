import { isDeepStrictEqual } from 'node:util'
import { ToolFailure } from '../../tool/tool-failure.ts'

/** What a day of orders prints. */
interface Transcript {
  readonly provider: string
  readonly capabilities: Readonly<Record<string, unknown>>
  readonly answers: Readonly<Record<string, unknown>>
  /** What keeps the process from ending. */
  readonly open: readonly string[]
}

const first = { id: 'o1', customer: 'ada', total: 12.5, state: 'open', tags: ['new', 'gift'], note: null }

/** What every provider answers to each step. */
const expectedAnswers: Readonly<Record<string, unknown>> = {
  create: first,
  'create again': 'already_exists',
  'the same id for another customer': 'o1',
  'createMany, one of them twice': [4, 'o2', 'o3', 'o4', 'o5', 'already_exists'],
  findById: first,
  'findById of nobody': null,
  'find with a filter': 'o1 o4',
  'find with $or, $in and $startsWith': 'o2 o3 o5',
  'the two dearest of all': 'o5 o4',
  'pages of two': ['o1 o2', 'o3 o4', 'o5'],
  'iterate over everything': 165,
  count: 4,
  'a filter that is none': 'invalid_argument',
  'update with $inc': [15, ['new', 'gift', 'dear']],
  'update of nobody': 'not_found',
  'update with upsert': { id: 'o6', customer: 'ada', state: 'open', tags: [], total: 7 },
  'ifMatch, then stale': ['paid', 'precondition_failed'],
  updateMany: { updated: 2, failed: 0 },
  aggregate: [
    { customer: 'ada', orders: 6, spent: 162 },
    { customer: 'grace', orders: 1, spent: 12.5 },
  ],
  distinct: ['open', 'paid'],
  transact: [25, 12.5, null],
  'transact, where the second fails': ['already_exists', 1, 25],
  'delete, twice': [true, false],
  deleteMany: { deleted: 2 },
  'what is left': ['ada/o1', 'ada/o3', 'grace/o1'],
  'count after close': 'closed',
}

/** The capability without which a step is refused. */
const needs: Readonly<Record<string, string>> = {
  'the two dearest of all': 'sort',
  aggregate: 'aggregate',
  distinct: 'distinct',
  transact: 'transactions',
  'transact, where the second fails': 'transactions',
}

/**
 * Compares a day of orders with what was to be answered: everything, or a refusal where the provider says that it lacks
 * what is needed.
 *
 * @returns the steps that were refused
 * @throws ToolFailure that names every step that was answered otherwise, or what was left open
 */
export function compareAnswers(printed: string, provider: string, without: readonly string[] = []): readonly string[] {
  const { answers, capabilities, open, ...rest } = parse(printed)
  const steps = Object.keys(expectedAnswers)
  const refused = steps.filter((step) => capabilities[needs[step] ?? ''] === false)
  const wrong = steps
    .filter((step) => !without.includes(step))
    .map((step) => [step, refused.includes(step) ? 'unsupported' : expectedAnswers[step], answers[step]] as const)
    .filter(([, expected, answer]) => !isDeepStrictEqual(answer, expected))
    .map(([step, expected, answer]) => `${step}: ${JSON.stringify(answer)} instead of ${JSON.stringify(expected)}`)
  if (rest.provider !== provider) wrong.push(`the provider is ${rest.provider}, and not ${provider}`)
  if (Object.keys(answers).length !== steps.length) wrong.push(`${Object.keys(answers).length} steps were answered`)
  if (open.length > 0) wrong.push(`open after close(): ${open.join(', ')}`)
  if (wrong.length > 0) throw new ToolFailure(wrong.join('\n'))
  return refused
}

function parse(printed: string): Transcript {
  try {
    return JSON.parse(printed) as Transcript
  } catch (cause) {
    throw new ToolFailure(`no answers, but: ${printed}`, { cause })
  }
}
