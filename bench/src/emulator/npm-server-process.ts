/** npm's server as a process: prints "READY http://127.0.0.1:PORT" and ends with its standard input. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [, , port, installed = ''] = process.argv
const load = createRequire(join(installed, 'package.json'))
const npm = load('@vercel/cosmosdb-server') as { createHttpServer(): Server }
const server = npm.createHttpServer()
// A connection that is closed while others are measured would be a failure of the next request.
server.keepAliveTimeout = 120_000
server.listen(Number(port), '127.0.0.1')
await once(server, 'listening')
console.log(`READY http://127.0.0.1:${port}`)
process.stdin.resume()
await once(process.stdin, 'end')
process.exit(0)
