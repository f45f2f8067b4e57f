import { cpus, totalmem } from 'node:os'

/** What the numbers were measured on. */
export function machine(): string {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${first?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${memory} GiB, ${process.platform} ${process.arch}`
}
