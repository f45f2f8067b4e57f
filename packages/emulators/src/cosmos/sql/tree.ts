import type { Json } from '../json.ts'
import type { Location } from './engine.ts'

/** One query: of the text, or within parentheses. */
export interface Query {
  readonly distinct: boolean
  readonly top: Count | undefined
  readonly select: Selection
  readonly from: FromClause | undefined
  readonly where: Expression | undefined
  readonly groupBy: readonly Expression[]
  readonly orderBy: readonly SortKey[]
  readonly page: { readonly offset: Count; readonly limit: Count } | undefined
  readonly location: Location
}

/** A number of rows: written, or a parameter. */
export type Count = Literal | Parameter

/** What a query answers of each row. */
export type Selection =
  | { readonly kind: 'star'; readonly location: Location }
  | { readonly kind: 'value'; readonly expression: Expression }
  | { readonly kind: 'items'; readonly items: readonly SelectItem[] }

export interface SelectItem {
  readonly expression: Expression
  readonly alias: string | undefined
}

export interface SortKey {
  readonly expression: Expression
  readonly descending: boolean
}

/** The collections that a query reads: each of the others is joined to those before it. */
export interface FromClause {
  readonly sources: readonly [Source, ...Source[]]
}

/** A collection of the FROM clause. */
export interface Source {
  readonly collection: PathCollection | SubqueryCollection
  /** `x IN y`: the elements of y; otherwise y itself. */
  readonly each: boolean
  /** Its name in expressions: given, or the last segment of its path. */
  readonly alias: string | undefined
}

export interface PathCollection {
  readonly kind: 'path'
  readonly root: Name
  readonly steps: readonly string[]
}

export interface SubqueryCollection {
  readonly kind: 'subquery'
  readonly query: Query
}

export interface Literal {
  readonly kind: 'literal'
  readonly value: Json
}

export interface Parameter {
  readonly kind: 'parameter'
  /** With the `@`. */
  readonly name: string
  readonly location: Location
}

/** A collection by its name. */
export interface Name {
  readonly kind: 'name'
  readonly name: string
  readonly location: Location
}

/** What stands within: `c.a["b"][0]`. */
export interface Path {
  readonly kind: 'path'
  readonly base: Expression
  readonly steps: readonly Step[]
}

export type Step = { readonly name: string } | { readonly index: Expression }

/** Operators of one precedence, from left to right: however many there are, the tree grows no deeper. */
export interface Chain {
  readonly kind: 'chain'
  readonly first: Expression
  readonly rest: readonly { readonly operator: Operator; readonly operand: Expression }[]
}

export type Operator =
  | ('??' | 'OR' | 'AND' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '|' | '^' | '&' | '<<' | '>>' | '>>>' | '||')
  | ('+' | '-' | '*' | '/' | '%')

export interface Call {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Expression[]
  readonly location: Location
}

export type Expression =
  | Literal
  | Parameter
  | Name
  | Path
  | Chain
  | Call
  | { readonly kind: 'undefined' }
  | { readonly kind: 'unary'; readonly operator: 'NOT' | '-' | '+' | '~'; readonly operand: Expression }
  | {
      readonly kind: 'between'
      readonly value: Expression
      readonly low: Expression
      readonly high: Expression
      readonly negated: boolean
    }
  | {
      readonly kind: 'in'
      readonly value: Expression
      readonly items: readonly Expression[]
      readonly negated: boolean
    }
  | {
      readonly kind: 'like'
      readonly value: Expression
      readonly pattern: Expression
      readonly escape: string | undefined
      readonly negated: boolean
    }
  | {
      readonly kind: 'conditional'
      readonly branches: readonly { readonly test: Expression; readonly value: Expression }[]
      readonly otherwise: Expression
    }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly fields: readonly { readonly name: string; readonly value: Expression }[] }
  | { readonly kind: 'subquery' | 'exists' | 'collect'; readonly query: Query }
