/**
 * What an application requires of a provider's capabilities: a boolean or a word must be equal (or one of a list),
 * a limit must be at least the number.
 */
export type CapabilityRequirements<Capabilities> = {
  readonly [K in keyof Capabilities]?: Capabilities[K] extends number
    ? number
    : Capabilities[K] | readonly Capabilities[K][]
}

/**
 * The requirements that these capabilities do not meet, each as a sentence. A capability that is `'probed'`
 * is settled when the provider first reaches its server, and lacks nothing until then.
 *
 * @example
 * ```ts
 * import { lackingCapabilities } from '@bytelyst/core'
 *
 * lackingCapabilities({ sort: true, maxBytes: 400 }, { sort: true, maxBytes: 2000 })
 * // ['maxBytes is 400, required is at least 2000']
 * ```
 */
export function lackingCapabilities<Capabilities extends object>(
  capabilities: Capabilities,
  requirements: CapabilityRequirements<Capabilities>,
): readonly string[] {
  const record = capabilities as Readonly<Record<string, unknown>>
  return Object.entries(requirements).flatMap(([name, required]: [string, unknown]) => {
    const actual = record[name]
    if (actual === 'probed') return []
    if (typeof required === 'number' && typeof actual === 'number') {
      return actual >= required ? [] : [`${name} is ${actual}, required is at least ${required}`]
    }
    const accepted = Array.isArray(required) ? required : [required]
    return accepted.includes(actual) ? [] : [`${name} is ${String(actual)}, required is ${accepted.join(' or ')}`]
  })
}
