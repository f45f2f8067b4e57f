import type { Call } from '@bytelyst/core'
import type { DriverQuery } from '../../driver.ts'
import { everything } from '../../filter/tree.ts'
import type { Explanation } from '../../types.ts'
import type { Statement } from './parameters.ts'
import type { Sessions } from './sessions.ts'
import { labelOfIndexName } from './tables.ts'

/** A step of a plan, as `EXPLAIN (FORMAT JSON)` tells it. */
interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly PlanNode[]
}

const partitionAlone = /^\(pk = E?'(?:[^']|'')*'::text\)$/

/**
 * How PostgreSQL would run a query on a collection that is too large to be read as a whole: it reads small ones so whatever
 * indexes there are.
 */
export async function explainQuery(
  sessions: Sessions,
  { sql, values }: Statement,
  query: DriverQuery,
  call: Call,
): Promise<Explanation> {
  const rows = await sessions.transaction(
    call,
    async (session) => {
      await session.run('SET LOCAL enable_seqscan = off')
      return (await session.run(`EXPLAIN (FORMAT JSON) ${sql}`, values)).rows
    },
    'READ ONLY',
  )
  const [{ Plan }] = JSON.parse(rows[0]?.[0] ?? '') as [{ Plan: PlanNode }]
  const accesses = [...accessesOf(Plan)]
  const index = accesses.every(({ label }) => label !== undefined) ? accesses[0]?.label : undefined
  const picksByPartition = accesses.every(({ byPartition }) => byPartition) && query.filter === everything
  const facts = {
    scan: index === undefined && !picksByPartition,
    crossPartition: query.partitionKey === undefined,
    requests: 1,
  }
  return index === undefined ? facts : { ...facts, index }
}

interface Access {
  /** The index that picks documents by more than their partition. */
  readonly label: string | undefined
  readonly byPartition: boolean
}

/** How the rows of a plan are reached. */
function* accessesOf(node: PlanNode): Generator<Access> {
  const { 'Index Name': name, 'Index Cond': condition, Plans: children = [] } = node
  if (name !== undefined) {
    const byPartition = condition !== undefined && partitionAlone.test(condition)
    const picks = condition !== undefined && !byPartition
    const label = picks ? (labelOfIndexName(name) ?? 'id') : undefined
    yield { label, byPartition }
    return
  }
  if (node['Relation Name'] !== undefined && children.length === 0) yield { label: undefined, byPartition: false }
  for (const child of children) yield* accessesOf(child)
}
