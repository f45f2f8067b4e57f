/**
 * Makes versions: a text that is another for every write of every process, also after a restart. A random prefix for
 * this source and a counter behind it.
 */
export function versionSource(): () => string {
  const prefix = crypto.randomUUID().replaceAll('-', '').slice(0, 16)
  let count = 0
  return () => `${prefix}-${(count += 1).toString(36)}`
}
