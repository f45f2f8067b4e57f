/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json }

/** A JSON object. */
export type JsonObject = { readonly [field: string]: Json }
