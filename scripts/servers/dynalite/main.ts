/** dynalite as a process of a test: prints "READY http://127.0.0.1:PORT" and ends with its standard input. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'

// It has no types of its own.
const dynalite = createRequire(import.meta.url)('dynalite') as (options: Readonly<Record<string, number>>) => Server

const port = Number(process.argv[2])
const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
server.listen(port, '127.0.0.1', () => console.log(`READY http://127.0.0.1:${port}`))
process.stdin.resume()
await once(process.stdin, 'end')
process.exit(0)
