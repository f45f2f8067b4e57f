import type { Feature } from '../features.ts'
import { unknownSegment, type Expression, type PathExpression } from '../sql/syntax.ts'

const currentTimes = /^GETCURRENT(DATETIME|TIMESTAMP|TICKS)/

/** What has been found in one query so far. */
export class Findings {
  readonly features = new Set<Feature>()
  /** Holes that stand where a clause, a condition or a name may. */
  clauseHoles = 0

  add(...found: readonly Feature[]): void {
    for (const feature of found) this.features.add(feature)
  }

  /** A field that a condition, a sort or a group is about. */
  path({ segments, quoted }: PathExpression): void {
    if (segments.length > 1) this.add('nested-path')
    if (quoted) this.add('quoted-name')
    if (segments[0] === '_ts') this.add('timestamp')
    const others = segments.some((segment) => typeof segment === 'number')
    if (others || (String(segments[0]).startsWith('_') && isSystemField(segments[0]))) this.add('other-syntax')
  }

  /** An operand without fields: the caller computes it. */
  value(expression: Expression): void {
    for (const part of partsOf(expression)) {
      if (part.kind === 'hole') this.add('value-hole')
      else if ((part.kind === 'literal' || part.kind === 'parameter') && part.holed) this.add('value-hole')
      else if (part.kind === 'call' && currentTimes.test(part.name)) this.add('current-time')
    }
  }
}

/** `_ts` has a feature of its own; a name that starts with `_` may also be the application's. */
function isSystemField(segment: string | number | undefined): boolean {
  return ['_etag', '_rid', '_self', '_attachments', '_lsn'].includes(String(segment))
}

/** The expression and everything in it, but for what stands in subqueries. */
export function partsOf(expression: Expression): Expression[] {
  return [expression, ...childrenOf(expression).flatMap(partsOf)]
}

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
      return expression.arguments
    case 'binary':
      return [expression.left, expression.right]
    case 'not':
    case 'minus':
      return [expression.operand]
    case 'in':
      return [expression.item, ...expression.list]
    case 'between':
      return [expression.item, ...expression.bounds]
    case 'like':
      return [expression.item, expression.pattern]
    case 'conditional':
      return expression.parts
    case 'array':
      return expression.items
    case 'object':
      return expression.entries.map((entry) => entry.expression)
    default:
      return []
  }
}

/** The fields that an expression is about. */
export function pathsOf(expression: Expression): PathExpression[] {
  return partsOf(expression).filter((part) => part.kind === 'path')
}

/** Whether no field and no query is in it. */
export function isValue(expression: Expression): boolean {
  return partsOf(expression).every(({ kind }) => kind !== 'path' && kind !== 'subquery')
}

/** Whether the path's name is written into the text at run time. */
export function isOpenPath({ segments }: PathExpression): boolean {
  return segments.includes(unknownSegment)
}
