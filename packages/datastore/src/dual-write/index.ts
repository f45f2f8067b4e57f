export { collectionRepairLog } from './collection-repair-log.ts'
export { dualWrite, type DualWriteProvider, type DualWriteStatus } from './dual-write.ts'
export type { DualWriteFailure, DualWriteOptions } from './options.ts'
export type { RepairReport } from './repair.ts'
export {
  memoryRepairLog,
  type AffectedKey,
  type Life,
  type RepairEntry,
  type RepairLog,
  type RepairScope,
} from './repair-log.ts'
export type { ShadowCounts, ShadowDifference, ShadowReadOptions, ShadowReadProvider } from './shadow-options.ts'
export { shadowRead } from './shadow-read.ts'
