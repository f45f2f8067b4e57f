/** A boat of the examples. */
export interface Boat {
  id: string
  harbour: string
  rig?: string | null
  motto?: string | null
  metres?: number
  beam?: number
  moored?: boolean | null
  ports?: string[]
  crew?: { nick: string; watch: number }[]
  engine?: { maker: string; power: number }
  lamps?: { mast?: string; bow?: string; stern?: string }
  launchedOn: string
  touchedAt: string
}

/** Few boats, of which fields are missing, null, empty and written in capitals: where languages differ. */
export const fleet: readonly Boat[] = [
  {
    id: 'avocet',
    harbour: 'north',
    rig: 'sloop',
    motto: 'Calm seas',
    metres: 9,
    beam: 3,
    moored: true,
    ports: ['Brest', 'Cork'],
    crew: [
      { nick: 'Ada', watch: 1 },
      { nick: 'Bo', watch: 2 },
    ],
    engine: { maker: 'Volta', power: 20 },
    lamps: { mast: 'white' },
    launchedOn: '2001-05-01',
    touchedAt: '2026-03-01T08:00:00.000Z',
  },
  {
    id: 'bittern',
    harbour: 'north',
    rig: 'ketch',
    motto: null,
    metres: 12,
    beam: 4,
    moored: false,
    ports: [],
    crew: [],
    engine: { maker: 'Ampere', power: 35 },
    launchedOn: '2010-09-09',
    touchedAt: '2026-04-01T08:00:00.000Z',
  },
  {
    id: 'curlew',
    harbour: 'south',
    rig: 'Sloop',
    motto: '',
    metres: 7,
    beam: 2,
    ports: ['Cork'],
    crew: [{ nick: 'Cy', watch: 2 }],
    lamps: { stern: 'red' },
    launchedOn: '1995-02-11',
    touchedAt: '2026-01-01T08:00:00.000Z',
  },
  {
    id: 'dunlin',
    harbour: 'south',
    motto: 'Never calm',
    metres: 12,
    moored: null,
    launchedOn: '2019-07-30',
    touchedAt: '2026-02-01T08:00:00.000Z',
  },
  {
    id: 'egret',
    harbour: 'south',
    rig: null,
    beam: 5,
    moored: true,
    ports: ['Oslo', 'Brest', 'Cork'],
    crew: [{ nick: 'Ada', watch: 2 }],
    engine: { maker: 'Volta', power: 60 },
    launchedOn: '2999-01-01',
    touchedAt: '2026-05-01T08:00:00.000Z',
  },
]
