/** An id that a client chooses: short, and the same in a path as in a document. */
export const slug = { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,62}$' } as const

/** The query string of a route that reads none: whatever is in it is refused. */
export const noQuery = { type: 'object', additionalProperties: false } as const

/** The path parameters that name a product. */
export const productParams = { type: 'object', properties: { productId: slug } } as const

/** The path parameters that name a flag. */
export const flagParams = { type: 'object', properties: { productId: slug, flagId: slug } } as const

export interface ProductParams {
  productId: string
}

export interface FlagParams extends ProductParams {
  flagId: string
}
