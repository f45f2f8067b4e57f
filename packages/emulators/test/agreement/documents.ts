import type { Json, JsonObject } from '../../src/cosmos/json.ts'
import type { Expression, Query } from '../../src/cosmos/sql/tree.ts'
import type { Chance } from './chance.ts'
import { Draft } from './draft.ts'
import { Satisfier } from './satisfy.ts'
import { expressionsOf, queriesOf } from './tree-walk.ts'

const many = 40

/** Documents of which a query selects some, and some that are near to that. */
export function documentsFor(
  query: Query,
  parameters: ReadonlyMap<string, Json>,
  chance: Chance,
): readonly JsonObject[] {
  const paths = pathsOf(query)
  const literals = [...expressionsOf(query)].flatMap((node) => (node.kind === 'literal' ? [node.value] : []))
  const pool: readonly (Json | undefined)[] = [...literals, ...parameters.values(), ...others]
  const ids = new Set<string>()
  const documents = Array.from({ length: many }, (_, index) => {
    let document: Json = {}
    const root = new Draft(
      () => document,
      (value) => void (document = value ?? {}),
    )
    const anyValue = (): Json | undefined => chance.of(pool as [Json | undefined, ...(Json | undefined)[]])
    const perturb = (path: readonly string[]): void =>
      path.reduce((draft, name) => draft.at(name), root).set(anyValue())
    for (const path of paths) perturb(path)
    if (chance.is(0.7)) {
      new Satisfier(chance, parameters).select(query, new Map([['', root]]))
      const [path, ...rest] = paths
      if (path !== undefined && chance.is(0.6)) perturb(chance.of([path, ...rest]))
    }
    return withId(document, `d${String(index).padStart(2, '0')}`, ids)
  })
  // Without ORDER BY one server answers as they were written, another one by id: then it is the same.
  return documents.toSorted((one, other) => ((one['id'] as string) < (other['id'] as string) ? -1 : 1))
}

/** Values of every type. */
const others = ['v1', 'V1', 5, 6, null, true, false, undefined, undefined, undefined, ['v1', { f1: 'v1', f2: 1 }], 1.5]

/** What the service sets or minds. */
const notForUs = new Set(['_ts', '_rid', '_self', '_etag', '_attachments', 'ttl'])

/** The paths of fields that a query names; what stands behind a name that is no container's is one of the container too. */
function pathsOf(query: Query): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>()
  const add = (path: readonly string[]): void => {
    if (path.length > 0 && !notForUs.has(path[0] ?? '')) found.set(path.join('.'), path)
  }
  for (const node of expressionsOf(query)) add(stepsOf(node))
  for (const { from } of queriesOf(query)) {
    for (const { collection } of from?.sources ?? []) if (collection.kind === 'path') add(collection.steps)
  }
  // The longer ones last: they make objects of what the shorter ones have set.
  return [...found.values()].toSorted((one, other) => one.length - other.length)
}

function stepsOf(node: Expression): readonly string[] {
  if (node.kind !== 'path' || node.base.kind !== 'name') return []
  const end = node.steps.findIndex((step) => !('name' in step))
  return node.steps.slice(0, end === -1 ? undefined : end).flatMap((step) => ('name' in step ? [step.name] : []))
}

/** The document with an id that the service takes and that no other one has. */
function withId(document: Json, otherwise: string, ids: Set<string>): JsonObject {
  const fields = document as JsonObject
  const wanted = fields['id']
  const id = typeof wanted === 'string' && /^\w+$/.test(wanted) && !ids.has(wanted) ? wanted : otherwise
  ids.add(id)
  return { ...fields, id }
}
