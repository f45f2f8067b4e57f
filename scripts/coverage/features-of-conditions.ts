import type { Facts } from './facts.ts'

/** What the conditions of a query may need. */
export const featuresOfConditions = {
  'no-filter': { group: 'field', title: 'no condition', how: 'whole' },
  equality: {
    group: 'field',
    title: 'equal to a value',
    how: 'whole',
    note: 'Where the value may turn out to be null at run time: null finds missing fields too, which `= null` does not.',
  },
  inequality: {
    group: 'field',
    title: 'not equal to a value',
    how: 'whole',
    differs: true,
    note:
      '`!=` of a missing field is undefined, so Cosmos leaves such documents out, while `$ne` alone takes them in: ' +
      'add `$exists: true`. By its documentation Cosmos also leaves out values of another type: ' +
      "add `$type: 'string'` in place of `$exists` to do so everywhere.",
  },
  range: {
    group: 'field',
    title: 'less, greater',
    how: 'whole',
    note: 'Numbers with numbers, strings with strings, in both.',
  },
  between: { group: 'field', title: 'between', how: 'whole', note: 'Both bounds included.' },
  in: { group: 'field', title: 'one of a list', how: 'whole' },
  'not-in': {
    group: 'field',
    title: 'none of a list',
    how: 'whole',
    differs: true,
    note: 'As with `!=`: `$nin` alone takes in documents without the field.',
  },
  'list-parameter': {
    group: 'field',
    title: 'one of a list that is a parameter',
    how: 'whole',
    note: 'At most 1,000 values (`maxInValues`). A null among them finds missing fields too.',
  },
  'equals-null': {
    group: 'field',
    title: 'equal to null',
    how: 'whole',
    note: '`= null` never matches a missing field; `{ moored: null }` does, and stands for the two together: `= null OR NOT IS_DEFINED`.',
  },
  'not-null': {
    group: 'field',
    title: 'not equal to null',
    how: 'whole',
    differs: true,
    note: '`$ne: null` finds what is there and not null, which is what authors mean. By its documentation Cosmos compares no value with null, and would find nothing.',
  },
  defined: { group: 'field', title: 'the field is there', how: 'whole', note: 'Null is there, in both.' },
  'not-defined': { group: 'field', title: 'the field is missing', how: 'whole' },
  'type-check': {
    group: 'field',
    title: 'the type of a value',
    how: 'whole',
    note: "`IS_NULL` is `{ $eq: null, $exists: true }`, because `$type: 'null'` matches missing fields too.",
  },
  'boolean-field': { group: 'field', title: 'a field as a condition', how: 'whole' },
  'nested-path': {
    group: 'field',
    title: 'a path of several segments',
    how: 'whole',
    note: 'Walks objects only, in both; at most 8 segments.',
  },
  'quoted-name': {
    group: 'field',
    title: 'a field named in brackets',
    how: 'whole',
    note: 'No word is reserved in the contract.',
  },
  and: { group: 'logic', title: 'and', how: 'whole' },
  or: { group: 'logic', title: 'or', how: 'whole' },
  not: {
    group: 'logic',
    title: 'not',
    how: 'whole',
    note:
      'In Cosmos NOT of undefined is undefined, so a document without the field matches neither a condition nor its ' +
      'negation; `$not` is the exact complement: say what must be there beside it.',
  },
  constant: {
    group: 'logic',
    title: 'a condition that is always true',
    how: 'whole',
    note: 'Left out: `{}` matches everything.',
  },
  'parameter-guard': {
    group: 'logic',
    title: 'a condition on parameters alone',
    how: 'code',
    note: 'Decided by the code that makes the filter.',
  },
  'starts-with': { group: 'string', title: 'starts with', how: 'whole' },
  'ends-with': { group: 'string', title: 'ends with', how: 'whole' },
  contains: {
    group: 'string',
    title: 'contains a text',
    how: 'whole',
    differs: true,
    note: 'On a field that holds an array `$contains` is membership, where Cosmos finds nothing.',
  },
  'equality-ignoring-case': {
    group: 'string',
    title: 'equal, ignoring case',
    how: 'whole',
    differs: true,
    note: '`$ci` folds both sides. `LOWER(f) = @text` folds only the field: with capitals in `@text` it matches nothing. What letters like `ß` and `İ` do is not the same everywhere.',
  },
  'in-ignoring-case': {
    group: 'string',
    title: 'one of a list, ignoring case',
    how: 'whole',
    differs: true,
    note: '`$in` has no `$ci`: an `$or` of equalities.',
  },
  'starts-with-ignoring-case': {
    group: 'string',
    title: 'starts with, ignoring case',
    how: 'whole',
    differs: true,
    note: 'As with equality.',
  },
  'contains-ignoring-case': {
    group: 'string',
    title: 'contains a text, ignoring case',
    how: 'whole',
    differs: true,
    note: 'As with equality, and as with `$contains`.',
  },
  'not-empty': { group: 'string', title: 'not the empty string', how: 'whole' },
  like: {
    group: 'string',
    title: 'LIKE',
    how: 'code',
    note:
      'Code picks the operator by where the `%` stand: `$startsWith`, `$endsWith`, `$contains` or equality. ' +
      'Patterns with `_`, `[..]` or an inner `%` have none: `rawQuery`.',
  },
  'string-function': {
    group: 'string',
    title: 'other functions of strings',
    how: 'raw',
    note: 'Store the text as it is searched for (`mottoKey` beside `motto`), and compare with that.',
  },
  'array-contains': {
    group: 'array',
    title: 'an array has a value',
    how: 'whole',
    differs: true,
    note: "On a field that holds a string `$contains` looks for a part of it, where Cosmos finds nothing: add `$type: 'array'` if there are such.",
  },
  'array-contains-object': {
    group: 'array',
    title: 'an array has an object with these fields',
    how: 'whole',
    note: 'For a partial match (`true`). Without it Cosmos wants the whole object to be equal, which the contract does not compare.',
  },
  exists: {
    group: 'array',
    title: 'an element matches a condition',
    how: 'whole',
    note: 'One element must satisfy all of it. Not nested.',
  },
  'join-condition': {
    group: 'array',
    title: 'a join that only looks for an element',
    how: 'code',
    note: 'Cosmos repeats the document for every element that matches, `$elemMatch` has it once; repeat in code where that matters.',
  },
  'join-elements': {
    group: 'array',
    title: 'a join that answers elements',
    how: 'code',
    note: 'Documents come whole, their elements are taken out in code.',
  },
  'array-length': {
    group: 'array',
    title: 'the length of an array',
    how: 'whole',
    note: 'Compared with `>`, it is an array but not of the sizes that are too small.',
  },
  'object-keys': {
    group: 'array',
    title: 'an object has one of these keys',
    how: 'code',
    note: 'One `$exists` a key. `OBJECT_KEYS` is no function of the documented language.',
  },
  'field-comparison': {
    group: 'compute',
    title: 'a field compared with a field',
    how: 'raw',
    note: 'Store the result when the document is written (`square: true`), and filter by that.',
  },
  'arithmetic-of-fields': {
    group: 'compute',
    title: 'arithmetic of several fields',
    how: 'raw',
    note: 'Store the result when the document is written; `$inc` keeps it right when both change by an amount.',
  },
  'arithmetic-of-a-field': {
    group: 'compute',
    title: 'arithmetic of one field',
    how: 'code',
    note: 'Solved for the field by the code that makes the filter.',
  },
  'current-time': {
    group: 'compute',
    title: 'the current time',
    how: 'code',
    note: "It is the application's clock then, not the server's. A `Date` is compared as its ISO 8601 text.",
  },
} as const satisfies Record<string, Facts>
