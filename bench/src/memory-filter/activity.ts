/** What a service keeps of somebody's use of a product. */
export interface Activity {
  readonly id: string
  readonly productId: string
  readonly userId: string
  readonly kind: string
  readonly email: string
  readonly score: number
  readonly decile: number
  readonly createdAt: string
  readonly archivedAt: string | null
  readonly tags: readonly string[]
  readonly plan: { readonly tier: string; readonly seats: number }
}

const kinds = ['view', 'search', 'click', 'purchase', 'refund']
const tiers = ['free', 'personal', 'team', 'enterprise']
const names = ['ada', 'alan', 'barbara', 'donald', 'edsger', 'frances', 'grace', 'john', 'margaret', 'tony']

/** So many documents, the same in every run. Their values are spread evenly and independently. */
export function activities(count: number): Activity[] {
  const next = randomNumbers(20_260_101)
  const pick = (values: readonly string[]): string => values[next(values.length)] ?? ''
  return Array.from({ length: count }, (_, i) => ({
    id: `activity-${String(i).padStart(6, '0')}`,
    productId: `product-${next(10_000)}`,
    userId: `user-${next(20_000)}`,
    kind: pick(kinds),
    email: `${pick(names)}.${next(10_000)}@example.com`,
    score: next(10_000),
    decile: next(10),
    createdAt: new Date(Date.UTC(2025, 0, 1) + next(365 * 24 * 3600) * 1000).toISOString(),
    archivedAt: next(4) === 0 ? new Date(Date.UTC(2026, 0, 1) + next(1000) * 1000).toISOString() : null,
    tags: [pick(kinds), pick(tiers)],
    plan: { tier: pick(tiers), seats: next(500) },
  }))
}

/** Whole numbers below a bound, by a linear congruential generator: good enough to spread values, and repeatable. */
function randomNumbers(seed: number): (bound: number) => number {
  let state = seed >>> 0
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}
