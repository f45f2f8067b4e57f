import { movieGaps } from '../repositories/movie-repository.ts'
import { decimal, oneOf, text, wholeNumber } from './read-query.ts'

/** What films can be searched by. */
export const movieParameters = {
  title: text,
  director: text,
  genre: text,
  exceptGenre: text,
  minRating: decimal,
  maxRating: decimal,
  year: wholeNumber(1900, 2100),
  missing: oneOf(movieGaps),
} as const
