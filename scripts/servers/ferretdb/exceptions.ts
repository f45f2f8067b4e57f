import type { Exceptions } from '@bytelyst/conformance'

/** Cases by concern. */
type Cases = Readonly<Record<string, readonly string[]>>

/** The documents of these cases hold arrays within arrays. */
const nestedArrays: Cases = {
  filter:
    'contains-not-nested element-unequal element-any-object element-contains element-filter element-logic element-null-field paths-walk-objects'.split(
      ' ',
    ),
  update: 'pull push'.split(' '),
  values: 'nested-lists-kept'.split(' '),
}

const aggregates: Cases = {
  aggregate:
    'sum avg min-max-numbers min-max-strings min-max-mixed named-columns nothing nothing-grouped group group-columns group-by-several group-kinds group-by-id sorted limited limit-zero groups-alone exact-integers'.split(
      ' ',
    ),
}

const uniqueIndexes: Cases = {
  unique: 'within-partition other-partition scalars-only freed'.split(' '),
  race: ['unique-index'],
}

/** What FerretDB 1.24.2 does otherwise than MongoDB. */
export const ferretdbExceptions: Exceptions = {
  ...because('refuses arrays within arrays, which MongoDB stores', nestedArrays),
  ...because('has no $cond, $avg, $min and $max in $group, which MongoDB has', aggregates),
  ...because('has no partial indexes, which MongoDB has', uniqueIndexes),
  'datastore/filter/element-reserved-names': '$elemMatch on objects is not implemented: it takes fields for operators',
  'datastore/hostile/field-names': 'stores no field names with a backslash, which MongoDB stores',
  'datastore/filter/odd-field-names': 'stores no field names with a backslash, which MongoDB stores',
}

function because(reason: string, cases: Cases): Exceptions {
  return Object.fromEntries(
    Object.entries(cases).flatMap(([concern, names]) => names.map((name) => [`datastore/${concern}/${name}`, reason])),
  )
}
