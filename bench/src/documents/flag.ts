/** A document of about 80 bytes as JSON: a flag. */
export interface Flag {
  readonly id: string
  readonly key: string
  readonly enabled: boolean
  readonly percentage: number
}

export function flagOf(i: number): Flag {
  return { id: `flag-${i}`, key: `checkout.step.${i}`, enabled: i % 2 === 0, percentage: i % 100 }
}
