import type { Facts, How } from './facts.ts'
import { featuresOfAnswers } from './features-of-answers.ts'
import { featuresOfConditions } from './features-of-conditions.ts'

/** Everything that a query of the corpus may need. */
export const features = { ...featuresOfAnswers, ...featuresOfConditions } as const

/** One thing that a query needs. */
export type Feature = keyof typeof features

/** Every feature with its facts. */
export const featureList = Object.entries(features) as readonly (readonly [Feature, Facts])[]

export function factsOf(feature: Feature): Facts {
  return features[feature]
}

/** How a query that needs these features is expressed: as the hardest of them. */
export function howOf(needs: Iterable<Feature>): How {
  const hows = new Set([...needs].map((feature) => factsOf(feature).how))
  return hows.has('raw') ? 'raw' : hows.has('code') ? 'code' : 'whole'
}
