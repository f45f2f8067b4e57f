import { auditParts } from './audit.ts'
import { evaluationParts } from './evaluations.ts'
import { flagParts, versionParts } from './flags.ts'
import { hostileParts } from './hostile.ts'
import { movieParts } from './movies.ts'
import type { Part } from './part.ts'
import { productParts } from './products.ts'
import { raceParts } from './races.ts'
import { revisitParts } from './revisit.ts'
import { expiryParts, sessionParts } from './sessions.ts'
import { usageParts } from './usage.ts'

/** The whole script, for a service that has nothing but its catalogue. At its end it looks at what it left behind. */
export const script: readonly Part[] = [
  ...sessionParts,
  ...productParts,
  ...flagParts,
  ...evaluationParts,
  ...usageParts,
  ...auditParts,
  ...movieParts,
  ...hostileParts,
  ...raceParts,
  ...expiryParts,
  ...versionParts,
  ...revisitParts,
]
