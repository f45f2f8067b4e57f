/** A segment of a path that is not known: the text has a hole there. */
export const unknownSegment = '*'

/** `c.a["b"]`: where it starts, and the segments after that; a number is an array index. */
export interface PathExpression {
  readonly kind: 'path'
  readonly root: string
  readonly segments: readonly (string | number)[]
  /** Whether a segment is written in brackets. */
  readonly quoted: boolean
}

export interface CallExpression {
  readonly kind: 'call'
  /** In capitals; a user-defined function keeps its `UDF.` prefix. */
  readonly name: string
  readonly arguments: readonly Expression[]
  /** `COUNT(DISTINCT x)` */
  readonly distinct: boolean
}

export interface BinaryExpression {
  readonly kind: 'binary'
  readonly operator: string
  readonly left: Expression
  readonly right: Expression
}

export interface SubqueryExpression {
  readonly kind: 'subquery'
  readonly form: 'exists' | 'array' | 'scalar'
  readonly query: Query
}

export type Expression =
  | PathExpression
  | CallExpression
  | BinaryExpression
  | SubqueryExpression
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null | undefined; readonly holed: boolean }
  | { readonly kind: 'parameter'; readonly holed: boolean }
  | { readonly kind: 'hole' }
  | { readonly kind: 'not' | 'minus'; readonly operand: Expression }
  | { readonly kind: 'in'; readonly item: Expression; readonly list: readonly Expression[]; readonly negated: boolean }
  | {
      readonly kind: 'between'
      readonly item: Expression
      readonly bounds: readonly Expression[]
      readonly negated: boolean
    }
  | { readonly kind: 'like'; readonly item: Expression; readonly pattern: Expression; readonly negated: boolean }
  | { readonly kind: 'conditional'; readonly parts: readonly Expression[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly Column[] }

export interface Column {
  readonly expression: Expression
  readonly name: string | undefined
}

/** `FROM c`, `JOIN x IN c.list`, `FROM x IN c.list`, `FROM (SELECT ..) AS c`. */
export interface Source {
  readonly alias: string
  /** The list whose elements the alias stands for. */
  readonly elementsOf: Expression | undefined
  readonly query: Query | 'hole' | undefined
}

export interface SortKey {
  readonly expression: Expression
  readonly descending: boolean
}

/** What may follow `FROM`, in a text or in a fragment that is appended to one. */
export interface Clauses {
  readonly where: Expression | undefined
  readonly groupBy: readonly Expression[] | undefined
  readonly orderBy: readonly SortKey[]
  readonly paging: readonly Expression[]
  /** Holes where a clause or a part of one may stand. */
  readonly holes: number
}

export interface Query extends Clauses {
  readonly distinct: boolean
  readonly value: boolean
  readonly top: Expression | undefined
  /** Undefined is `*`. */
  readonly columns: readonly Column[] | undefined
  readonly sources: readonly Source[]
}
