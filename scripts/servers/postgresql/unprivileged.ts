import { execFileSync } from 'node:child_process'

/** A user that a child process can be started as. */
export interface User {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root: the user to run it as then; undefined for any other user, who is good enough. */
export function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => idOf(flag, name))
    if (uid !== undefined && gid !== undefined) return { uid, gid }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user "postgres" nor a user "nobody"')
}

function idOf(flag: string, name: string): number | undefined {
  try {
    return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return undefined // There is no such user: `id` says so by its exit code.
  }
}
