import type { DatastoreProvider, DocumentCollection, Filter, Page, Sort } from '@bytelyst/datastore'
import type { Movie, MovieDocument } from '../documents/movie.ts'
import type { PageOptions } from './options.ts'

const sorts = {
  title: { Title: 1 },
  '-title': { Title: -1 },
  rating: { 'IMDB Rating': 1 },
  '-rating': { 'IMDB Rating': -1 },
  '-gross': { 'Worldwide Gross': -1 },
  director: { Director: 1 },
} as const satisfies Record<string, Sort<MovieDocument>>

export const movieSorts = Object.keys(sorts) as (keyof typeof sorts)[]

const groups = {
  genre: 'Major Genre',
  rating: 'MPAA Rating',
  source: 'Source',
  distributor: 'Distributor',
} as const satisfies Record<string, keyof Movie>

export const movieGroups = Object.keys(groups) as (keyof typeof groups)[]

/** The fields that a film may lack. */
export const movieGaps = ['Title', 'Director', 'Distributor', 'Major Genre', 'IMDB Rating', 'Worldwide Gross'] as const

export interface MovieQuery {
  /** Part of the title, in upper or lower case. */
  title?: string | undefined
  director?: string | undefined
  genre?: string | undefined
  exceptGenre?: string | undefined
  minRating?: number | undefined
  maxRating?: number | undefined
  year?: number | undefined
  missing?: (typeof movieGaps)[number] | undefined
}

export class MovieRepository {
  readonly #movies: DocumentCollection<MovieDocument>

  constructor(provider: DatastoreProvider) {
    this.#movies = provider.collection<MovieDocument>('movies')
  }

  /** Stores the films that are not there yet; an id is a film's place in the list. */
  async load(movies: readonly Movie[]): Promise<void> {
    if ((await this.#movies.count({})) >= movies.length) return
    const documents = movies.map((movie, i) => ({ id: `m${String(i + 1).padStart(4, '0')}`, ...movie }))
    const { items } = await this.#movies.createMany(documents)
    for (const item of items) if (!item.ok && item.error.code !== 'already_exists') throw item.error
  }

  find(id: string): Promise<MovieDocument | null> {
    return this.#movies.findById(id, id)
  }

  search(query: MovieQuery, sort: keyof typeof sorts, page: PageOptions): Promise<Page<MovieDocument>> {
    return this.#movies.findPage({ filter: filterOf(query), sort: sorts[sort], ...page })
  }

  genres(): Promise<(string | number | boolean)[]> {
    return this.#movies.distinct('Major Genre', { filter: {} })
  }

  /** The films that match, by group: how many, what they earned together, and their worst and best rating. */
  summarize(query: MovieQuery, by: keyof typeof groups): Promise<object[]> {
    return this.#movies.aggregate({
      filter: filterOf(query),
      groupBy: [groups[by]],
      count: 'movies',
      sum: { gross: 'Worldwide Gross' },
      avg: { tomatoes: 'Rotten Tomatoes Rating' },
      min: { worst: 'IMDB Rating' },
      max: { best: 'IMDB Rating' },
    })
  }
}

function filterOf(query: MovieQuery): Filter<MovieDocument> {
  const { title, director, genre, exceptGenre, minRating, maxRating, year, missing } = query
  const conditions: Filter<MovieDocument>[] = []
  if (title !== undefined) conditions.push(titleLike(title))
  if (director !== undefined) conditions.push({ Director: { $contains: director, $ci: true } })
  if (genre !== undefined) conditions.push({ 'Major Genre': genre })
  // Films without a genre are not of that genre either.
  if (exceptGenre !== undefined) conditions.push({ 'Major Genre': { $ne: exceptGenre } })
  if (minRating !== undefined) conditions.push({ 'IMDB Rating': { $gte: minRating } })
  if (maxRating !== undefined) conditions.push({ 'IMDB Rating': { $lte: maxRating } })
  if (year !== undefined) conditions.push({ 'Release Date': { $endsWith: ` ${year}` } })
  if (missing !== undefined) conditions.push({ [missing]: { $isNull: true } })
  return { $and: conditions }
}

/** Some titles are numbers, which no text is part of: whoever looks for 300 means those too. */
function titleLike(title: string): Filter<MovieDocument> {
  const part: Filter<MovieDocument> = { Title: { $contains: title, $ci: true } }
  return /^\d{1,4}$/.test(title) ? { $or: [part, { Title: Number(title) }] } : part
}
