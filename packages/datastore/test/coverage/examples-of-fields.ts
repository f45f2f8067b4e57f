import { boatsNamed, type Example } from './example.ts'

const rigs = ['sloop', 'ketch']
const everyHarbour: boolean = false
const harbour = 'south'

/** Conditions on one field, and conditions put together. */
export const examplesOfFields: readonly Example[] = [
  {
    feature: 'equality',
    sql: "SELECT * FROM b WHERE b.rig = 'sloop'",
    call: (boats) => boats.findMany({ filter: { rig: 'sloop' } }),
    answer: boatsNamed('avocet'),
  },
  {
    feature: 'inequality',
    sql: 'SELECT * FROM b WHERE b.beam != 3',
    call: (boats) => boats.findMany({ filter: { beam: { $ne: 3, $exists: true } } }),
    answer: boatsNamed('bittern', 'curlew', 'egret'),
  },
  {
    feature: 'range',
    sql: 'SELECT * FROM b WHERE b.metres > 9',
    call: (boats) => boats.findMany({ filter: { metres: { $gt: 9 } } }),
    answer: boatsNamed('bittern', 'dunlin'),
  },
  {
    feature: 'between',
    sql: 'SELECT * FROM b WHERE b.metres BETWEEN 7 AND 9',
    call: (boats) => boats.findMany({ filter: { metres: { $gte: 7, $lte: 9 } } }),
    answer: boatsNamed('avocet', 'curlew'),
  },
  {
    feature: 'in',
    sql: "SELECT * FROM b WHERE b.rig IN ('sloop', 'ketch')",
    call: (boats) => boats.findMany({ filter: { rig: { $in: ['sloop', 'ketch'] } } }),
    answer: boatsNamed('avocet', 'bittern'),
  },
  {
    feature: 'not-in',
    sql: 'SELECT * FROM b WHERE b.beam NOT IN (3, 4)',
    call: (boats) => boats.findMany({ filter: { beam: { $nin: [3, 4], $exists: true } } }),
    answer: boatsNamed('curlew', 'egret'),
  },
  {
    feature: 'list-parameter',
    sql: 'SELECT * FROM b WHERE ARRAY_CONTAINS(@rigs, b.rig)',
    call: (boats) => boats.findMany({ filter: { rig: { $in: rigs } } }),
    answer: boatsNamed('avocet', 'bittern'),
  },
  {
    feature: 'equals-null',
    sql: 'SELECT * FROM b WHERE b.moored = null',
    call: (boats) => boats.findMany({ filter: { moored: { $eq: null, $exists: true } } }),
    answer: boatsNamed('dunlin'),
  },
  {
    feature: 'not-null',
    sql: 'SELECT * FROM b WHERE b.moored != null',
    call: (boats) => boats.findMany({ filter: { moored: { $ne: null } } }),
    answer: boatsNamed('avocet', 'bittern', 'egret'),
  },
  {
    feature: 'defined',
    sql: 'SELECT * FROM b WHERE IS_DEFINED(b.moored)',
    call: (boats) => boats.findMany({ filter: { moored: { $exists: true } } }),
    answer: boatsNamed('avocet', 'bittern', 'dunlin', 'egret'),
  },
  {
    feature: 'not-defined',
    sql: 'SELECT * FROM b WHERE NOT IS_DEFINED(b.moored)',
    call: (boats) => boats.findMany({ filter: { moored: { $exists: false } } }),
    answer: boatsNamed('curlew'),
  },
  {
    feature: 'type-check',
    sql: 'SELECT * FROM b WHERE IS_STRING(b.rig)',
    call: (boats) => boats.findMany({ filter: { rig: { $type: 'string' } } }),
    answer: boatsNamed('avocet', 'bittern', 'curlew'),
  },
  {
    feature: 'boolean-field',
    sql: 'SELECT * FROM b WHERE b.moored',
    call: (boats) => boats.findMany({ filter: { moored: true } }),
    answer: boatsNamed('avocet', 'egret'),
  },
  {
    feature: 'nested-path',
    sql: "SELECT * FROM b WHERE b.engine.maker = 'Volta'",
    call: (boats) => boats.findMany({ filter: { 'engine.maker': 'Volta' } }),
    answer: boatsNamed('avocet', 'egret'),
  },
  {
    feature: 'quoted-name',
    sql: 'SELECT * FROM b WHERE b["rig"] = \'ketch\'',
    call: (boats) => boats.findMany({ filter: { rig: 'ketch' } }),
    answer: boatsNamed('bittern'),
  },
  {
    feature: 'and',
    sql: "SELECT * FROM b WHERE b.harbour = 'south' AND b.moored = true",
    call: (boats) => boats.findMany({ filter: { harbour: 'south', moored: true } }),
    answer: boatsNamed('egret'),
  },
  {
    feature: 'or',
    sql: "SELECT * FROM b WHERE b.rig = 'ketch' OR b.metres < 9",
    call: (boats) => boats.findMany({ filter: { $or: [{ rig: 'ketch' }, { metres: { $lt: 9 } }] } }),
    answer: boatsNamed('bittern', 'curlew'),
  },
  {
    feature: 'not',
    sql: "SELECT * FROM b WHERE NOT STARTSWITH(b.motto, 'Calm')",
    call: (boats) => boats.findMany({ filter: { motto: { $not: { $startsWith: 'Calm' }, $type: 'string' } } }),
    answer: boatsNamed('curlew', 'dunlin'),
  },
  {
    feature: 'constant',
    sql: 'SELECT * FROM b WHERE 1 = 1',
    call: (boats) => boats.findMany({ filter: {} }),
    answer: boatsNamed('avocet', 'bittern', 'curlew', 'dunlin', 'egret'),
  },
  {
    feature: 'parameter-guard',
    sql: 'SELECT * FROM b WHERE @everyHarbour = true OR b.harbour = @harbour',
    call: (boats) => boats.findMany({ filter: everyHarbour ? {} : { harbour } }),
    answer: boatsNamed('curlew', 'dunlin', 'egret'),
  },
]
