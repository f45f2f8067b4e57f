import type { FieldPath } from '../../document/path.ts'
import type { ParsedPatch, PatchChange } from '../../patch/parse.ts'
import type { Parameters } from './parameters.ts'
import { sqlText } from './text.ts'

/** A patch as SQL. Every part looks at the stored document alone: no two changes have overlapping paths. */
export interface PatchSql {
  /** The document that the patch makes; right where all of `guards` hold. */
  readonly document: string
  /** Conditions that exclude every stored document that the patch does not fit. */
  readonly guards: readonly string[]
}

interface Branch {
  readonly path: FieldPath
  readonly children: Map<string, Branch | PatchChange>
}

const largestNumber = 2 ** 53 - 1

/**
 * Translates a patch of a document that is there.
 *
 * @param stored - the document, as SQL
 * @param maxBytes - what the patched document may have; a guard refuses what might be more
 */
export function patchSql(stored: string, patch: ParsedPatch, maxBytes: number, parameters: Parameters): PatchSql {
  const changes = patch.filter(({ operator }) => operator !== '$setOnInsert')
  const root: Branch = { path: [], children: new Map() }
  // A longest number takes the place of a shortest one, and the text of a document has a blank behind every comma.
  const growth = 2 * JSON.stringify(changes).length + 64 * changes.length
  const guards = new Set([`octet_length(${stored}::text) <= ${maxBytes - growth}`])
  for (const change of changes) {
    place(root, change)
    if (change.operator === '$unset') continue
    for (let depth = 1; depth < change.path.length; depth += 1) {
      guards.add(isOneOf(at(stored, change.path.slice(0, depth)), 'object'))
    }
  }
  const writer = new PatchWriter(stored, parameters, guards)
  return { document: writer.branch(root), guards: [...guards] }
}

function place(root: Branch, change: PatchChange): void {
  let branch = root
  for (const segment of change.path.slice(0, -1)) {
    let child = branch.children.get(segment)
    if (child === undefined || !('children' in child)) {
      child = { path: [...branch.path, segment], children: new Map() }
      branch.children.set(segment, child)
    }
    branch = child
  }
  branch.children.set(change.path.at(-1) ?? '', change)
}

/** The JSON value at a path. */
function at(stored: string, path: FieldPath): string {
  return `(${[stored, ...path.map(sqlText)].join(' -> ')})`
}

/** A value of this type, or null or missing. */
function isOneOf(json: string, type: 'array' | 'number' | 'object'): string {
  return `coalesce(jsonb_typeof(${json}), 'null') IN ('${type}', 'null')`
}

/** Whether a change makes the parents that it needs. */
function makesParents(child: Branch | PatchChange): boolean {
  if ('children' in child) return [...child.children.values()].some(makesParents)
  return child.operator !== '$unset' && child.operator !== '$pull'
}

class PatchWriter {
  readonly #stored: string
  readonly #parameters: Parameters
  readonly #guards: Set<string>

  constructor(stored: string, parameters: Parameters, guards: Set<string>) {
    this.#stored = stored
    this.#parameters = parameters
    this.#guards = guards
  }

  /** What becomes of an object: its own fields, without those that go, and with those that are written. */
  branch({ path, children }: Branch): string {
    const json = at(this.#stored, path)
    const own =
      path.length === 0 ? this.#stored : `CASE jsonb_typeof(${json}) WHEN 'object' THEN ${json} ELSE '{}'::jsonb END`
    let sql = `(${own})`
    for (const [name, child] of children) {
      const key = sqlText(name)
      const value = at(this.#stored, [...path, name])
      if (!('children' in child) && child.operator === '$unset') {
        sql = `(${sql} - ${key}::text)`
        continue
      }
      const written = `jsonb_build_object(${key}, ${'children' in child ? this.branch(child) : this.#change(child, value)})`
      const needed = 'children' in child ? 'object' : 'array'
      const added = makesParents(child)
        ? written
        : `CASE jsonb_typeof(${value}) WHEN '${needed}' THEN ${written} ELSE '{}'::jsonb END`
      sql = `(${sql} || ${added})`
    }
    return sql
  }

  #change(change: PatchChange, json: string): string {
    switch (change.operator) {
      case '$set':
      case '$setOnInsert':
        return this.#parameters.bind(JSON.stringify(change.value), 'jsonb')
      case '$inc':
      case '$min':
      case '$max':
        return this.#number(change.operator, change.value, json)
      case '$push':
      case '$addToSet':
      case '$pull':
        return this.#list(change.operator, JSON.stringify(change.value), json)
      case '$unset':
        return json
    }
  }

  /** On doubles, as everywhere. */
  #number(operator: '$inc' | '$min' | '$max', value: number, json: string): string {
    const given = this.#parameters.bind(value, 'float8')
    const stored = `(CASE jsonb_typeof(${json}) WHEN 'number' THEN ${json}::float8 END)`
    this.#guards.add(isOneOf(json, 'number'))
    if (operator !== '$inc')
      return `to_jsonb(coalesce(${operator === '$min' ? 'least' : 'greatest'}(${stored}, ${given}), ${given}))`
    const sum = `coalesce(${stored} + ${given}, ${given})`
    this.#guards.add(`(${sum} = 0 OR abs(${sum}) BETWEEN 1e-130::float8 AND ${largestNumber}::float8)`)
    return `to_jsonb(${sum})`
  }

  #list(operator: '$push' | '$addToSet' | '$pull', value: string, json: string): string {
    this.#guards.add(isOneOf(json, 'array'))
    const list = `(CASE jsonb_typeof(${json}) WHEN 'array' THEN ${json} ELSE '[]'::jsonb END)`
    if (operator === '$pull') {
      const element = this.#parameters.bind(value, 'jsonb')
      const kept = `jsonb_array_elements(${list}) WITH ORDINALITY AS element(value, place) WHERE element.value <> ${element}`
      return `(SELECT coalesce(jsonb_agg(element.value ORDER BY element.place), '[]'::jsonb) FROM ${kept})`
    }
    const one = this.#parameters.bind(`[${value}]`, 'jsonb')
    const longer = `${list} || ${one}`
    return operator === '$push' ? longer : `CASE WHEN ${list} @> ${one} THEN ${list} ELSE ${longer} END`
  }
}
