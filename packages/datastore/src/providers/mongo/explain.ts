import type { DriverQuery } from '../../driver.ts'
import type { FilterLeaf } from '../../filter/tree.ts'
import type { Explanation } from '../../types.ts'
import { fieldOf } from './filter.ts'
import { labelOfIndexName } from './indexes.ts'
import type { Layout } from './layout.ts'

/** An index as the server lists it. */
export interface ListedIndex {
  readonly name?: string | undefined
  readonly key: Readonly<Record<string, unknown>>
  readonly partialFilterExpression?: unknown
}

/** A stage of MongoDB's plan: where it begins stands deepest. */
interface PlanStage {
  readonly stage?: unknown
  readonly indexName?: unknown
  readonly inputStage?: PlanStage
  readonly inputStages?: readonly PlanStage[]
  readonly queryPlan?: PlanStage
}

/** What the server says it will do; undefined when it does not speak of stages. */
export function explanationOfPlan(reply: unknown, query: DriverQuery): Explanation | undefined {
  const { queryPlanner } = (reply ?? {}) as { queryPlanner?: { winningPlan?: PlanStage } }
  const plan = queryPlanner?.winningPlan
  if (plan === undefined) return undefined
  const stages = [...stagesOf(plan.queryPlan ?? plan)]
  if (stages.every(({ stage }) => typeof stage !== 'string')) return undefined
  const crossPartition = query.partitionKey === undefined
  const scan = stages.some(({ stage }) => stage === 'COLLSCAN')
  const name = stages.map(({ indexName }) => indexName).find((each) => typeof each === 'string')
  const byKey = stages.some(({ stage }) => stage === 'IDHACK' || stage === 'CLUSTERED_IXSCAN')
  return described(scan, crossPartition, byKey ? 'id' : typeof name === 'string' ? labelOf(name) : undefined)
}

/** What follows from the indexes that there are, for servers that do not tell. */
export function explanationOfIndexes(
  indexes: readonly ListedIndex[],
  layout: Layout,
  { filter, partitionKey }: DriverQuery,
): Explanation {
  const leaves = (filter.kind === 'and' ? filter.nodes : [filter]).filter(
    (node): node is FilterLeaf => node.kind !== 'and' && node.kind !== 'or' && !node.negated && picks(node),
  )
  const fields = leaves.map(({ path }) => fieldOf(path, layout))
  const crossPartition = partitionKey === undefined
  const declared = indexes.filter(({ partialFilterExpression }) => partialFilterExpression === undefined)
  const used = declared.find(({ key }) => {
    const [first, second] = Object.keys(key)
    if (first === layout.partitionKeyField && !crossPartition) return second !== undefined && fields.includes(second)
    return first !== undefined && fields.includes(first)
  })
  if (used !== undefined) return described(false, crossPartition, labelOf(used.name ?? ''))
  const wholePartition = !crossPartition && leaves.length === 0 && filter.kind === 'and' && filter.nodes.length === 0
  return described(!wholePartition, crossPartition, undefined)
}

/** Whether an index can find what a leaf is about. */
function picks(leaf: FilterLeaf): boolean {
  if (leaf.kind === 'equals') return !leaf.ignoreCase && leaf.value !== null
  if (leaf.kind === 'affix') return leaf.end === 'start' && !leaf.ignoreCase
  return leaf.kind === 'in' || leaf.kind === 'compare'
}

function described(scan: boolean, crossPartition: boolean, index: string | undefined): Explanation {
  return index === undefined || scan ? { scan, crossPartition } : { scan, crossPartition, index }
}

function labelOf(name: string): string | undefined {
  if (name === '_id_') return 'id'
  if (name === 'bytelyst partition') return undefined
  return labelOfIndexName(name) ?? (name === 'bytelyst id' ? 'id' : name)
}

function* stagesOf(plan: PlanStage): Generator<PlanStage> {
  yield plan
  for (const child of [plan.inputStage, ...(plan.inputStages ?? [])]) if (child !== undefined) yield* stagesOf(child)
}
