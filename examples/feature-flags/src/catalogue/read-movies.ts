import { readFileSync } from 'node:fs'
import type { Movie } from '../documents/movie.ts'

/** The films of npm's `vega-datasets`, as they are. The package exports no data files, so its folder is asked for. */
export function readMovies(): Movie[] {
  const data = new URL('../data/movies.json', import.meta.resolve('vega-datasets'))
  return JSON.parse(readFileSync(data, 'utf8')) as Movie[]
}
