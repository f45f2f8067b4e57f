import type { Filter } from '@bytelyst/datastore'
import { boatsNamed, type Example } from './example.ts'
import type { Boat } from './fleet.ts'

const since = '2026-03-15T00:00:00.000Z'
const rig: string | undefined = 'Sloop'
const where: Filter<Boat> = { moored: true, harbour: 'north' }

/** Other parts of the language, and texts that are put together at run time. */
export const examplesOfTexts: readonly Example[] = [
  {
    feature: 'timestamp',
    sql: 'SELECT * FROM b WHERE b._ts > @since',
    call: (boats) => boats.findMany({ filter: { touchedAt: { $gt: since } } }),
    answer: boatsNamed('bittern', 'egret'),
  },
  { feature: 'derived-table', sql: 'SELECT TOP 2 * FROM (SELECT b.id, b.rig FROM b WHERE b.moored = true) AS moored' },
  { feature: 'subquery', sql: 'SELECT * FROM b WHERE b.metres > (SELECT VALUE MAX(m.watch) FROM m IN b.crew)' },
  { feature: 'user-function', sql: 'SELECT * FROM b WHERE udf.knots(b.metres) > 6' },
  { feature: 'vector-function', sql: 'SELECT TOP 3 * FROM b ORDER BY VectorDistance(b.outline, @outline)' },
  { feature: 'full-text-function', sql: "SELECT * FROM b WHERE FullTextContains(b.motto, 'calm')" },
  { feature: 'spatial-function', sql: 'SELECT * FROM b WHERE ST_DISTANCE(b.position, @here) < 500' },
  { feature: 'other-syntax', sql: "SELECT * FROM b WHERE b.ports[0] = 'Brest'" },
  { feature: 'unparsed', sql: 'SELECT * FROM b WHERE b.rig ==> 3' },
  {
    feature: 'value-hole',
    sql: "SELECT * FROM b WHERE b.rig = '${rig}'",
    call: (boats) => boats.findMany({ filter: { rig } }),
    answer: boatsNamed('curlew'),
  },
  {
    feature: 'optional-clause',
    sql: "SELECT * FROM b WHERE b.harbour = 'south'",
    append: ['AND b.rig = @rig'],
    call: (boats) => boats.findMany({ filter: { harbour: 'south', ...(rig === undefined ? {} : { rig }) } }),
    answer: boatsNamed('curlew'),
  },
  {
    feature: 'clause-hole',
    sql: 'SELECT * FROM b WHERE ${where}',
    call: (boats) => boats.findMany({ filter: where }),
    answer: boatsNamed('avocet'),
  },
]
