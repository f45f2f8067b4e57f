/** Ends PostgreSQL when the process that started it is gone, however it went: `node guard.ts <pid>`. */
import { once } from 'node:events'

const pid = Number(process.argv[2])
process.stdin.resume()
await once(process.stdin, 'end')
try {
  process.kill(pid, 'SIGKILL')
} catch (error) {
  // It has ended already, which is what is wanted.
  if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
}
