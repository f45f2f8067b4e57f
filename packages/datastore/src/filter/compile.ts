import { isInheritedName, valueAt, type FieldPath } from '../document/path.ts'
import type { JsonDocument, JsonValue, Scalar } from '../types/document.ts'
import { compareCodePoints, foldCase, needsCodePoints } from './text.ts'
import type { CompareLeaf, ContainsLeaf, ElementLeaf, FilterLeaf, FilterNode, TypeLeaf } from './tree.ts'

/** Whether a document matches. */
export type Predicate = (document: JsonDocument) => boolean
/** Whether a value satisfies a leaf. */
export type Test = (value: JsonValue | undefined) => boolean

/** Compiles a filter to a function. What it answers is the contract's meaning of the filter. */
export function compileFilter(node: FilterNode): Predicate {
  return compileNode(node)
}

function compileNode(node: FilterNode): Test {
  if (node.kind === 'and') return all(node.nodes.map(compileNode))
  if (node.kind === 'or') return any(node.nodes.map(compileNode))
  return at(node.path, node.negated ? complement(compileLeaf(node)) : compileLeaf(node))
}

function complement(test: Test): Test {
  return (value) => !test(value)
}

function all(tests: readonly Test[]): Test {
  const [first, second, third] = tests
  if (first === undefined) return () => true
  if (second === undefined) return first
  if (third === undefined) return (value) => first(value) && second(value)
  if (tests.length === 3) return (value) => first(value) && second(value) && third(value)
  return (value) => tests.every((test) => test(value))
}

function any(tests: readonly Test[]): Test {
  const [first, second, third] = tests
  if (first === undefined) return () => false
  if (second === undefined) return first
  if (third === undefined) return (value) => first(value) || second(value)
  return (value) => tests.some((test) => test(value))
}

/** Applies a test to the value at a path. One segment, the common case, is a plain property read. */
function at(path: FieldPath, test: Test): Test {
  const [segment] = path
  if (segment === undefined) return test
  if (path.length === 1 && !isInheritedName(segment)) {
    return (document) => test((document as JsonDocument)[segment])
  }
  return (document) => test(valueAt(document as JsonDocument, path))
}

/** What a leaf says about the value at its path, before negation. */
export function compileLeaf(leaf: FilterLeaf): Test {
  switch (leaf.kind) {
    case 'equals':
      return equalTo(leaf.value, leaf.ignoreCase)
    case 'in':
      return equalToOneOf(leaf.values)
    case 'compare':
      return compared(leaf)
    case 'exists':
      return (value) => value !== undefined
    case 'affix': {
      const { value: wanted, end } = leaf
      const matches = (text: string, affix: string): boolean =>
        end === 'start' ? text.startsWith(affix) : text.endsWith(affix)
      if (!leaf.ignoreCase) return (value) => typeof value === 'string' && matches(value, wanted)
      const folded = foldCase(wanted)
      return (value) => typeof value === 'string' && matches(foldCase(value), folded)
    }
    case 'contains':
      return containing(leaf)
    case 'type':
      return ofType(leaf)
    case 'size':
      return (value) => Array.isArray(value) && value.length === leaf.size
    case 'element':
      return withElement(leaf)
  }
}

function equalTo(wanted: Scalar, ignoreCase: boolean): Test {
  if (wanted === null) return (value) => value === null || value === undefined
  if (!ignoreCase) return (value) => value === wanted
  const folded = foldCase(String(wanted))
  return (value) => typeof value === 'string' && foldCase(value) === folded
}

function equalToOneOf(values: readonly Scalar[]): Test {
  const set = new Set<JsonValue | undefined>(values)
  if (set.has(null)) set.add(undefined)
  return (value) => set.has(value)
}

function compared({ operator, value: bound }: CompareLeaf): Test {
  if (typeof bound === 'number') {
    switch (operator) {
      case '$gt':
        return (value) => typeof value === 'number' && value > bound
      case '$gte':
        return (value) => typeof value === 'number' && value >= bound
      case '$lt':
        return (value) => typeof value === 'number' && value < bound
      case '$lte':
        return (value) => typeof value === 'number' && value <= bound
    }
  }
  // Against a bound below the surrogates the two orders agree, and JavaScript's own is several times faster.
  const order: (text: string) => number = needsCodePoints(bound)
    ? (text) => compareCodePoints(text, bound)
    : (text) => (text < bound ? -1 : text === bound ? 0 : 1)
  switch (operator) {
    case '$gt':
      return (value) => typeof value === 'string' && order(value) > 0
    case '$gte':
      return (value) => typeof value === 'string' && order(value) >= 0
    case '$lt':
      return (value) => typeof value === 'string' && order(value) < 0
    case '$lte':
      return (value) => typeof value === 'string' && order(value) <= 0
  }
}

function containing({ value: wanted, ignoreCase, path }: ContainsLeaf): Test {
  const looksIntoArrays = path.length > 0
  const inText: (text: string) => boolean =
    typeof wanted !== 'string'
      ? () => false
      : ignoreCase
        ? (
            (folded) => (text: string) =>
              foldCase(text).includes(folded)
          )(foldCase(wanted))
        : (text) => text.includes(wanted)
  return (value) =>
    typeof value === 'string' ? inText(value) : looksIntoArrays && Array.isArray(value) && value.includes(wanted)
}

function ofType({ type }: TypeLeaf): Test {
  switch (type) {
    case 'null':
      return (value) => value === null || value === undefined
    case 'array':
      return (value) => Array.isArray(value)
    case 'object':
      return isObject
    default:
      return (value) => typeof value === type
  }
}

function withElement(leaf: ElementLeaf): Test {
  const test = compileNode(leaf.where)
  const sees: Test = leaf.of === 'object' ? (element) => isObject(element) && test(element) : test
  return (value) => Array.isArray(value) && value.some(sees)
}

function isObject(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
