import type { BaseDocument } from '@bytelyst/datastore'

export const auditActions = ['created', 'replaced', 'changed', 'deleted', 'released', 'killed'] as const
export type AuditAction = (typeof auditActions)[number]

/** Who did what to which flag. The partition is the product. */
export interface AuditEntryDocument extends BaseDocument {
  productId: string
  /** The flag's id; for `killed` the tag whose flags were switched off. */
  subject: string
  action: AuditAction
  actor: string
  at: string
}
