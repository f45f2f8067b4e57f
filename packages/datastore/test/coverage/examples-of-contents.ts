import { boatsNamed, type Example } from './example.ts'

const pattern = '%calm'
const lamps = ['mast', 'bow'] as const
const [middle, tolerance] = [8, 1]

/** Conditions on what is in strings, arrays and objects, and conditions that compute. */
export const examplesOfContents: readonly Example[] = [
  {
    feature: 'starts-with',
    sql: "SELECT * FROM b WHERE STARTSWITH(b.motto, 'Calm')",
    call: (boats) => boats.findMany({ filter: { motto: { $startsWith: 'Calm' } } }),
    answer: boatsNamed('avocet'),
  },
  {
    feature: 'ends-with',
    sql: "SELECT * FROM b WHERE ENDSWITH(b.motto, 'calm')",
    call: (boats) => boats.findMany({ filter: { motto: { $endsWith: 'calm' } } }),
    answer: boatsNamed('dunlin'),
  },
  {
    feature: 'contains',
    sql: "SELECT * FROM b WHERE CONTAINS(b.motto, 'alm')",
    call: (boats) => boats.findMany({ filter: { motto: { $contains: 'alm' } } }),
    answer: boatsNamed('avocet', 'dunlin'),
  },
  {
    feature: 'equality-ignoring-case',
    sql: "SELECT * FROM b WHERE LOWER(b.rig) = 'sloop'",
    call: (boats) => boats.findMany({ filter: { rig: { $eq: 'sloop', $ci: true } } }),
    answer: boatsNamed('avocet', 'curlew'),
  },
  {
    feature: 'in-ignoring-case',
    sql: "SELECT * FROM b WHERE LOWER(b.rig) IN ('sloop', 'ketch')",
    call: (boats) =>
      boats.findMany({ filter: { $or: ['sloop', 'ketch'].map((rig) => ({ rig: { $eq: rig, $ci: true } })) } }),
    answer: boatsNamed('avocet', 'bittern', 'curlew'),
  },
  {
    feature: 'starts-with-ignoring-case',
    sql: "SELECT * FROM b WHERE STARTSWITH(b.rig, 'SL', true)",
    call: (boats) => boats.findMany({ filter: { rig: { $startsWith: 'SL', $ci: true } } }),
    answer: boatsNamed('avocet', 'curlew'),
  },
  {
    feature: 'contains-ignoring-case',
    sql: "SELECT * FROM b WHERE CONTAINS(LOWER(b.motto), 'calm')",
    call: (boats) => boats.findMany({ filter: { motto: { $contains: 'calm', $ci: true } } }),
    answer: boatsNamed('avocet', 'dunlin'),
  },
  {
    feature: 'not-empty',
    sql: 'SELECT * FROM b WHERE LENGTH(b.motto) > 0',
    call: (boats) => boats.findMany({ filter: { motto: { $type: 'string', $ne: '' } } }),
    answer: boatsNamed('avocet', 'dunlin'),
  },
  {
    feature: 'like',
    sql: 'SELECT * FROM b WHERE b.motto LIKE @pattern',
    call: (boats) =>
      boats.findMany({
        filter: {
          motto: pattern.startsWith('%') ? { $endsWith: pattern.slice(1) } : { $startsWith: pattern.slice(0, -1) },
        },
      }),
    answer: boatsNamed('dunlin'),
  },
  { feature: 'string-function', sql: "SELECT * FROM b WHERE REPLACE(b.motto, ' ', '') = 'Calmseas'" },
  {
    feature: 'array-contains',
    sql: "SELECT * FROM b WHERE ARRAY_CONTAINS(b.ports, 'Brest')",
    call: (boats) => boats.findMany({ filter: { ports: { $contains: 'Brest' } } }),
    answer: boatsNamed('avocet', 'egret'),
  },
  {
    feature: 'array-contains-object',
    sql: "SELECT * FROM b WHERE ARRAY_CONTAINS(b.crew, { nick: 'Ada' }, true)",
    call: (boats) => boats.findMany({ filter: { crew: { $elemMatch: { nick: 'Ada' } } } }),
    answer: boatsNamed('avocet', 'egret'),
  },
  {
    feature: 'exists',
    sql: "SELECT * FROM b WHERE EXISTS(SELECT VALUE m FROM m IN b.crew WHERE m.nick = 'Ada' AND m.watch = 2)",
    call: (boats) => boats.findMany({ filter: { crew: { $elemMatch: { nick: 'Ada', watch: 2 } } } }),
    answer: boatsNamed('egret'),
  },
  {
    feature: 'join-condition',
    sql: 'SELECT VALUE b FROM b JOIN m IN b.crew WHERE m.watch = 2',
    call: async (boats) =>
      (await boats.findMany({ filter: { crew: { $elemMatch: { watch: 2 } } } })).flatMap((boat) =>
        (boat.crew ?? []).filter(({ watch }) => watch === 2).map(() => boat),
      ),
    answer: boatsNamed('avocet', 'curlew', 'egret'),
  },
  {
    feature: 'join-elements',
    sql: "SELECT VALUE p FROM b JOIN p IN b.ports WHERE b.id = 'avocet'",
    call: async (boats) =>
      (await boats.findMany({ filter: { id: 'avocet' }, select: ['ports'] })).flatMap(({ ports }) => ports ?? []),
    answer: ['Brest', 'Cork'],
  },
  {
    feature: 'array-length',
    sql: 'SELECT * FROM b WHERE ARRAY_LENGTH(b.ports) > 0',
    call: (boats) => boats.findMany({ filter: { ports: { $type: 'array', $not: { $size: 0 } } } }),
    answer: boatsNamed('avocet', 'curlew', 'egret'),
  },
  {
    feature: 'object-keys',
    sql: "SELECT * FROM b WHERE EXISTS(SELECT VALUE k FROM k IN OBJECT_KEYS(b.lamps) WHERE k IN ('mast', 'bow'))",
    call: (boats) =>
      boats.findMany({ filter: { $or: lamps.map((lamp) => ({ [`lamps.${lamp}` as const]: { $exists: true } })) } }),
    answer: boatsNamed('avocet'),
  },
  { feature: 'field-comparison', sql: 'SELECT * FROM b WHERE b.metres = b.beam' },
  { feature: 'arithmetic-of-fields', sql: 'SELECT * FROM b WHERE b.metres - b.beam > 5' },
  {
    feature: 'arithmetic-of-a-field',
    sql: 'SELECT * FROM b WHERE ABS(b.metres - @middle) <= @tolerance',
    call: (boats) => boats.findMany({ filter: { metres: { $gte: middle - tolerance, $lte: middle + tolerance } } }),
    answer: boatsNamed('avocet', 'curlew'),
  },
  {
    feature: 'current-time',
    sql: 'SELECT * FROM b WHERE b.launchedOn < GetCurrentDateTime()',
    call: (boats) => boats.findMany({ filter: { launchedOn: { $lt: new Date() } } }),
    answer: boatsNamed('avocet', 'bittern', 'curlew', 'dunlin'),
  },
]
