import { boatsNamed, type Example } from './example.ts'
import { fleet } from './fleet.ts'

/** What is answered, in which order, and how much of it. */
export const examplesOfAnswers: readonly Example[] = [
  {
    feature: 'all-fields',
    sql: "SELECT * FROM b WHERE b.id = 'avocet'",
    call: (boats) => boats.findMany({ filter: { id: 'avocet' } }),
    answer: [fleet[0]],
  },
  {
    feature: 'projection',
    sql: "SELECT b.rig, b.metres FROM b WHERE b.id = 'bittern'",
    call: (boats) => boats.findMany({ filter: { id: 'bittern' }, select: ['rig', 'metres'] }),
    answer: [{ id: 'bittern', rig: 'ketch', metres: 12 }],
  },
  {
    feature: 'projection-nested',
    sql: "SELECT b.engine.maker FROM b WHERE b.id = 'bittern'",
    call: async (boats) =>
      (await boats.findMany({ filter: { id: 'bittern' }, select: ['engine.maker'] })).map(({ engine }) => ({
        maker: engine?.maker,
      })),
    answer: [{ maker: 'Ampere' }],
  },
  {
    feature: 'projection-alias',
    sql: "SELECT b.metres AS length FROM b WHERE b.id = 'bittern'",
    call: async (boats) =>
      (await boats.findMany({ filter: { id: 'bittern' }, select: ['metres'] })).map(({ metres }) => ({
        length: metres,
      })),
    answer: [{ length: 12 }],
  },
  {
    feature: 'projection-value',
    sql: 'SELECT VALUE b.metres FROM b ORDER BY b.id',
    call: async (boats) =>
      (await boats.findMany({ filter: { metres: { $exists: true } }, sort: { id: 1 }, select: ['metres'] })).map(
        ({ metres }) => metres,
      ),
    answer: [9, 12, 7, 12],
  },
  {
    feature: 'projection-computed',
    sql: "SELECT b.metres * 3 AS feet FROM b WHERE b.id = 'bittern'",
    call: async (boats) =>
      (await boats.findMany({ filter: { id: 'bittern' }, select: ['metres'] })).map(({ metres = 0 }) => ({
        feet: metres * 3,
      })),
    answer: [{ feet: 36 }],
  },
  {
    feature: 'document-column',
    sql: "SELECT b FROM b WHERE b.id = 'avocet'",
    call: async (boats) => (await boats.findMany({ filter: { id: 'avocet' } })).map((b) => ({ b })),
    answer: [{ b: fleet[0] }],
  },
  {
    feature: 'distinct',
    sql: 'SELECT DISTINCT VALUE b.beam FROM b',
    call: (boats) => boats.distinct('beam', { filter: {} }),
    answer: [2, 3, 4, 5],
  },
  {
    feature: 'no-filter',
    sql: 'SELECT * FROM b',
    call: (boats) => boats.findMany({ filter: {} }),
    answer: boatsNamed('avocet', 'bittern', 'curlew', 'dunlin', 'egret'),
  },
  {
    feature: 'top',
    sql: 'SELECT TOP 1 b.id FROM b ORDER BY b.launchedOn',
    call: (boats) => boats.findMany({ filter: {}, sort: { launchedOn: 1 }, limit: 1, select: ['id'] }),
    answer: [{ id: 'curlew' }],
  },
  {
    feature: 'offset-limit',
    sql: 'SELECT b.id FROM b ORDER BY b.id OFFSET 1 LIMIT 2',
    call: (boats) => boats.findMany({ filter: {}, sort: { id: 1 }, offset: 1, limit: 2, select: ['id'] }),
    answer: [{ id: 'bittern' }, { id: 'curlew' }],
  },
  {
    feature: 'order-by',
    sql: 'SELECT b.id FROM b ORDER BY b.beam',
    call: (boats) => boats.findMany({ filter: {}, sort: { beam: 1 }, select: ['id'] }),
    answer: [{ id: 'dunlin' }, { id: 'curlew' }, { id: 'avocet' }, { id: 'bittern' }, { id: 'egret' }],
  },
  {
    feature: 'order-by-several',
    sql: 'SELECT b.id FROM b ORDER BY b.harbour, b.launchedOn DESC',
    call: (boats) => boats.findMany({ filter: {}, sort: { harbour: 1, launchedOn: -1 }, select: ['id'] }),
    answer: [{ id: 'bittern' }, { id: 'avocet' }, { id: 'egret' }, { id: 'dunlin' }, { id: 'curlew' }],
  },
]
