/**
 * One PostgreSQL cluster as a process of a test: `node main.ts <programs> <data> <port>`. Prints READY and its URL, ends with
 * its standard input. The data folder becomes a cluster when it is empty, and is used as it is otherwise.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { unprivilegedUser } from './unprivileged.ts'

const [, , programs = '', data = '', port = ''] = process.argv
const password = 'postgres'
const user = unprivilegedUser()
const cluster = join(data, 'cluster')
const startTimeoutMs = 30_000

if (user !== undefined) chownSync(data, user.uid, user.gid)
const folder = runnable(programs)
if (!existsSync(join(cluster, 'PG_VERSION'))) createCluster()
const server = await started()
const guard = spawn(process.execPath, [join(import.meta.dirname, 'guard.ts'), String(server.pid)], {
  stdio: ['pipe', 'ignore', 'inherit'],
})
server.on('exit', (code) => process.exit(code ?? 1))
console.log(`READY postgres://postgres:${password}@127.0.0.1:${port}/postgres`)
process.stdin.resume()
await once(process.stdin, 'end')
server.kill('SIGINT') // fast shutdown: sessions are ended, nothing is lost
guard.unref()

/** The programs' folder, or a copy of it where they lie in a folder that the unprivileged user may not enter. */
function runnable(original: string): string {
  const works = (candidate: string): boolean =>
    spawnSync(join(candidate, 'postgres'), ['--version'], { ...user, cwd: data, stdio: 'ignore' }).status === 0
  if (works(original)) return original
  // Libraries and shared files are found relative to the programs.
  const copy = join(data, 'installation')
  if (!existsSync(copy)) cpSync(dirname(original), copy, { recursive: true, verbatimSymlinks: true })
  return join(copy, basename(original))
}

function createCluster(): void {
  const passwordFile = join(data, 'password')
  writeFileSync(passwordFile, password)
  mkdirSync(cluster)
  if (user !== undefined) {
    for (const path of [passwordFile, cluster]) chownSync(path, user.uid, user.gid)
  }
  const settings = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8']
  execFileSync(join(folder, 'initdb'), [`--pgdata=${cluster}`, ...settings, '--locale=C', '--no-sync'], {
    ...user,
    cwd: data,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** After a kill the sessions of the server before may live on for a moment, and keep its memory: it is tried again. */
async function started(): Promise<ChildProcess> {
  const endsAt = performance.now() + startTimeoutMs
  for (;;) {
    const settings = [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'unix_socket_directories=',
      'max_connections=300',
      'lc_messages=C',
      // The end of the process loses nothing; only the loss of power would.
      'fsync=off',
      'full_page_writes=off',
    ]
    const child = spawn(join(folder, 'postgres'), ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])], {
      ...user,
      cwd: data,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let output = ''
    const ready = await new Promise<boolean>((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', () => resolve(false))
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-4000)
        if (output.includes('ready to accept connections')) resolve(true)
      })
    })
    if (ready) return child
    if (performance.now() > endsAt || !/in use|already exists/.test(output)) {
      process.stderr.write(output)
      process.exit(1)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
