import { comparisonSigns } from '../../filter/comparison-signs.ts'
import { compileFilter, compileLeaf, type Predicate } from '../../filter/compile.ts'
import { needsCodePoints } from '../../filter/text.ts'
import type { FilterLeaf, FilterNode } from '../../filter/tree.ts'
import { isInheritedName, valueAt, type FieldPath } from '../../document/path.ts'
import type { JsonDocument } from '../../types/document.ts'

/** Fewer documents than this are scanned before generated code would have paid for itself. */
const worthwhile = 2000
const maxCachedShapes = 200

/** A predicate that may know a faster way to be applied to a list. */
export interface Scan extends Predicate {
  /** Calls `visit` with the place of each document that matches, in order, until it answers false. */
  readonly each?: (documents: readonly JsonDocument[], visit: (slot: number) => boolean) => void
}

type Factory = (constants: readonly unknown[]) => Scan
const factories = new Map<string, Factory>()
let isAllowed: boolean | undefined

/**
 * The predicate for a scan of this many documents. For a large one it is generated as a function of its own, in which
 * every property read is a plain one: closures, which share their code, are three to five times slower, and a loop that
 * calls a function for each document takes up to twice as long as one that holds the test itself. Functions are kept by
 * shape; field names stand in them as string literals, values never do.
 */
export function compileScan(filter: FilterNode, documents: number): Scan {
  return documents < worthwhile || !mayGenerate() ? compileFilter(filter) : generate(filter)
}

/** False where a content security policy forbids code from strings: closures do there. */
function mayGenerate(): boolean {
  if (isAllowed === undefined) {
    try {
      isAllowed = factory('return () => true')([])({})
    } catch {
      isAllowed = false
    }
  }
  return isAllowed
}

function generate(filter: FilterNode): Scan {
  const constants: unknown[] = []
  const expression = nodeCode(filter, constants)
  let made = factories.get(expression)
  if (made === undefined) {
    const names = constants.map((_, i) => `c${i}`).join(', ')
    made = factory(`const [${names}] = constants
      const matches = (d) => { let v; return ${expression} }
      matches.each = (documents, visit) => {
        let v
        for (let slot = 0; slot < documents.length; slot += 1) {
          const d = documents[slot]
          if (${expression} && !visit(slot)) return
        }
      }
      return matches`)
    if (factories.size >= maxCachedShapes) factories.clear()
    factories.set(expression, made)
  }
  return made(constants)
}

function factory(body: string): Factory {
  // Field names are escaped as JSON: docs/decisions/0008-memory-generates-code-for-large-scans.md
  return new Function('constants', body) as Factory
}

function nodeCode(node: FilterNode, constants: unknown[]): string {
  if (node.kind === 'and' || node.kind === 'or') {
    if (node.nodes.length === 0) return String(node.kind === 'and')
    return `(${node.nodes.map((child) => nodeCode(child, constants)).join(node.kind === 'and' ? ' && ' : ' || ')})`
  }
  const code = `(v = ${pathCode(node.path, constants)}, ${leafCode(node, constants)})`
  return node.negated ? `!${code}` : code
}

/** The value at a path; the temporary `v` holds the object under way. */
function pathCode(path: FieldPath, constants: unknown[]): string {
  if (path.some(isInheritedName)) return `${constant(valueAt, constants)}(d, ${constant(path, constants)})`
  const [first = '', ...rest] = path
  const steps = rest.map(
    (segment) =>
      `v = typeof v === "object" && v !== null && !Array.isArray(v) ? v[${JSON.stringify(segment)}] : undefined`,
  )
  const start = `d[${JSON.stringify(first)}]`
  return steps.length === 0 ? start : `(v = ${start}, ${steps.join(', ')})`
}

/** The common leaves in the open; the others call their closure. */
function leafCode(leaf: FilterLeaf, constants: unknown[]): string {
  switch (leaf.kind) {
    case 'equals':
      if (leaf.ignoreCase) break
      return leaf.value === null ? 'v == null' : `v === ${constant(leaf.value, constants)}`
    case 'compare':
      if (typeof leaf.value === 'string' && needsCodePoints(leaf.value)) break
      return `typeof v === "${typeof leaf.value}" && v ${comparisonSigns[leaf.operator]} ${constant(leaf.value, constants)}`
    case 'exists':
      return 'v !== undefined'
    default:
  }
  return `${constant(compileLeaf(leaf), constants)}(v)`
}

function constant(value: unknown, constants: unknown[]): string {
  return `c${constants.push(value) - 1}`
}
