import type { Json } from '../../src/cosmos/json.ts'
import type { Count, Expression, Query } from '../../src/cosmos/sql/tree.ts'
import type { Chance } from './chance.ts'
import { expressionsOf, queriesOf } from './tree-walk.ts'

const texts = new Set(['LOWER', 'UPPER', 'CONTAINS', 'STARTSWITH', 'ENDSWITH', 'STRINGEQUALS', 'LENGTH', 'REPLACE'])

/** Values that fit what a query does with its parameters. */
export function parametersFor(query: Query, chance: Chance): ReadonlyMap<string, Json> {
  const values = new Map<string, Json>()
  for (const expression of expressionsOf(query)) {
    for (const [name, value] of fitting(expression, chance)) values.set(name, values.get(name) ?? value)
  }
  for (const { top, page } of queriesOf(query)) {
    for (const name of [top, page?.offset, page?.limit].flatMap(named)) values.set(name, chance.of([1, 2, 3]))
  }
  for (const expression of expressionsOf(query)) {
    for (const name of named(expression)) values.set(name, values.get(name) ?? chance.of(['v1', 'v1', 5, 'V1', true]))
  }
  return values
}

function named(node: Expression | Count | undefined): string[] {
  return node?.kind === 'parameter' ? [node.name] : []
}

/** What a parameter has to be for what it stands in to have a sense. */
function fitting(node: Expression, chance: Chance): readonly (readonly [name: string, value: Json])[] {
  if (node.kind === 'like') return named(node.pattern).map((name) => [name, chance.of(['v%', '%1', 'v_'])])
  if (node.kind !== 'call') return []
  const name = node.name.toUpperCase()
  if (name === 'ARRAY_CONTAINS') return named(node.args[0]).map((list) => [list, ['v1', 5]])
  return texts.has(name) ? node.args.flatMap(named).map((text) => [text, chance.of(['v1', 'V1'])]) : []
}
