import type { Client } from './client.ts'
import type { Part } from './part.ts'

interface Film {
  id: string
  Title: string | number | null
  'IMDB Rating': number | null
  'Major Genre': string | null
}

async function search(client: Client, queries: readonly string[]): Promise<void> {
  for (const query of queries) await client.send(200, `GET /movies?${query}`)
}

/** The catalogue as somebody else left it: titles that are numbers, ratings and genres that are missing. */
export const movieParts: readonly Part[] = [
  {
    name: 'films',
    needs: [],
    async play(client) {
      await client.send(200, 'GET /movies/m0001')
      await client.send(404, 'GET /movies/m9999')
      await client.send(400, 'GET /movies/1')
      for (const query of ['sort=price', 'minRating=high', 'minRating=NaN', 'year=98', 'missing=id', 'titel=matrix']) {
        await client.send(400, `GET /movies?${query}`)
      }
      await client.send(400, 'GET /reports/movies?by=Title')
    },
  },
  {
    name: 'genres',
    needs: ['distinct'],
    async play(client) {
      await client.send(200, 'GET /genres')
    },
  },
  {
    name: 'films by what they have and lack',
    needs: ['sort'],
    play: (client) =>
      search(client, [
        'limit=3',
        'missing=Title',
        'missing=Director&sort=-gross&limit=5',
        'missing=IMDB+Rating&sort=rating&limit=5',
        'minRating=9',
        'maxRating=2&sort=rating',
        'minRating=8&maxRating=8&limit=100',
        'minRating=9&maxRating=1',
        'genre=Concert/Performance',
        'genre=concert/performance',
        'exceptGenre=Drama&sort=-title&limit=5',
        'genre=Drama&exceptGenre=Drama',
      ]),
  },
  {
    name: 'films by a part of a text',
    needs: ['sort', 'caseInsensitive'],
    async play(client) {
      await search(client, [
        'title=matrix',
        'title=MATRIX',
        'title=300',
        'title=19&limit=50',
        'title=%C3%88', // the file's own damaged accents
        'title=nothing+is+called+so',
        'director=spielberg&sort=-rating&limit=5',
        'director=O%27Connor',
      ])
      await client.pages('/movies?title=love&sort=director&limit=25')
    },
  },
  {
    name: 'films by year',
    needs: ['sort', 'endsWith'],
    async play(client) {
      await search(client, ['year=1998&minRating=7.5&sort=-rating', 'year=1925'])
      const notDrama = await client.pages<Film>('/movies?exceptGenre=Drama&year=2004&sort=rating&limit=30')
      client.check(
        'what has no genre is not drama either',
        notDrama.some((film) => film['Major Genre'] === null),
      )
    },
  },
  {
    name: 'all films, page by page',
    needs: ['sort'],
    async play(client) {
      const everything = await client.pages<Film>('/movies?sort=title&limit=100')
      client.check(`all 3,201 films are there, got ${everything.length}`, everything.length === 3201)
      const kinds = everything.map(({ Title }) => (Title === null ? 0 : typeof Title === 'number' ? 1 : 2))
      client.check(
        'titles: first none, then numbers, then texts',
        kinds.every((kind, i) => kind >= (kinds[i - 1] ?? 0)),
      )
      const westerns = await client.pages<Film>('/movies?genre=Western&sort=-rating&limit=10')
      const ratings = westerns.map((film) => film['IMDB Rating'] ?? -1)
      client.check(
        '36 westerns by rating, those without one at the end',
        westerns.length === 36 && ratings.every((rating, i) => rating <= (ratings[i - 1] ?? 10)),
      )
    },
  },
  {
    name: 'reports of films',
    needs: ['aggregate'],
    async play(client) {
      for (const by of ['genre', 'rating', 'source']) await client.send(200, `GET /reports/movies?by=${by}`)
      await client.send(200, 'GET /reports/movies?by=distributor&minRating=8.5')
    },
  },
  {
    name: 'a report of no films',
    needs: ['aggregate', 'caseInsensitive'],
    async play(client) {
      await client.send(200, 'GET /reports/movies?title=nothing+is+called+so')
    },
  },
]
