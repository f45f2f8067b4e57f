const offsetBasis = 0x811c9dc5
const prime = 0x01000193

/** The 32-bit FNV-1a hash of a text's UTF-8 bytes: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function fnv1a(text: string): number {
  let hash = offsetBasis
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, prime)
  return hash >>> 0
}

/**
 * The user's place, 0 to 99, in the roll-out of a flag: always the same for the same two, so that raising a roll-out
 * never takes a flag from somebody who has it.
 */
export function bucketOf(flagId: string, userId: string): number {
  return fnv1a(`${flagId}:${userId}`) % 100
}
