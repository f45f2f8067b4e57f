import type { Client } from './client.ts'

interface Film {
  id: string
  Title: string | number | null
  'IMDB Rating': number | null
  'Major Genre': string | null
}

/** The catalogue as somebody else left it: titles that are numbers, ratings and genres that are missing. */
export async function playMovies(client: Client): Promise<void> {
  await client.send(200, 'GET /movies?limit=3')
  await client.send(200, 'GET /movies/m0001')
  await client.send(404, 'GET /movies/m9999')
  await client.send(400, 'GET /movies/1')
  await client.send(200, 'GET /genres')
  for (const query of [
    'title=matrix',
    'title=MATRIX',
    'title=300',
    'title=19&limit=50',
    'title=%C3%88', // the file's own damaged accents
    'title=nothing+is+called+so',
    'director=spielberg&sort=-rating&limit=5',
    'director=O%27Connor',
    'missing=Title',
    'missing=Director&sort=-gross&limit=5',
    'missing=IMDB+Rating&sort=rating&limit=5',
    'year=1998&minRating=7.5&sort=-rating',
    'year=1925',
    'minRating=9',
    'maxRating=2&sort=rating',
    'minRating=8&maxRating=8&limit=100',
    'minRating=9&maxRating=1',
    'genre=Concert/Performance',
    'genre=concert/performance',
    'exceptGenre=Drama&sort=-title&limit=5',
    'genre=Drama&exceptGenre=Drama',
  ]) {
    await client.send(200, `GET /movies?${query}`)
  }

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
  const notDrama = await client.pages<Film>('/movies?exceptGenre=Drama&year=2004&sort=rating&limit=30')
  client.check(
    'what has no genre is not drama either',
    notDrama.some((film) => film['Major Genre'] === null),
  )
  await client.pages('/movies?title=love&sort=director&limit=25')

  for (const by of ['genre', 'rating', 'source']) await client.send(200, `GET /reports/movies?by=${by}`)
  await client.send(200, 'GET /reports/movies?by=distributor&minRating=8.5')
  await client.send(200, 'GET /reports/movies?title=nothing+is+called+so')
  for (const query of ['sort=price', 'minRating=high', 'minRating=NaN', 'year=98', 'missing=id', 'titel=matrix']) {
    await client.send(400, `GET /movies?${query}`)
  }
  await client.send(400, 'GET /reports/movies?by=Title')
}
