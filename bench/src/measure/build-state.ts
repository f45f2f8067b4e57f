import { existsSync, readdirSync, statSync } from 'node:fs'

/** Whether a package is built, and of the source that is there. Its folder's address ends with a slash. */
export function buildState(packageFolder: URL, entry: string): 'built' | 'older than the source' | 'not built' {
  const built = new URL(`dist/${entry}`, packageFolder)
  if (!existsSync(built)) return 'not built'
  const builtAt = statSync(built).mtimeMs
  const source = new URL('src/', packageFolder)
  const isOld = readdirSync(source, { recursive: true, encoding: 'utf8' }).some(
    (file) => statSync(new URL(file, source)).mtimeMs > builtAt,
  )
  return isOld ? 'older than the source' : 'built'
}
