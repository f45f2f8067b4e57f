import type { BaseDocument } from '@bytelyst/datastore'

/** A film as `movies.json` of vega-datasets has it: its field names, its nulls and its mixed types are left alone. */
export interface Movie {
  /** A number for nine films: `300`, `1941` ... */
  Title: string | number | null
  'US Gross': number | null
  'Worldwide Gross': number | null
  'US DVD Sales': number | null
  'Production Budget': number | null
  /** `Jun 12 1998` */
  'Release Date': string
  'MPAA Rating': string | null
  'Running Time min': number | null
  Distributor: string | null
  Source: string | null
  'Major Genre': string | null
  'Creative Type': string | null
  Director: string | null
  'Rotten Tomatoes Rating': number | null
  'IMDB Rating': number | null
  'IMDB Votes': number | null
}

/** A film of the catalogue. The data has no ids: they are the places in the file. */
export interface MovieDocument extends BaseDocument, Movie {}
