import type { CompareOperator } from './tree.ts'

/** How most languages write the operators of a comparison. */
export const comparisonSigns: Readonly<Record<CompareOperator, '>' | '>=' | '<' | '<='>> = {
  $gt: '>',
  $gte: '>=',
  $lt: '<',
  $lte: '<=',
}
