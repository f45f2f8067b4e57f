/** Our Cosmos DB emulator as a process of a test: prints "READY http://127.0.0.1:PORT" and ends with its standard input. */
import { once } from 'node:events'
import { startEmulator, type Seams } from '../../../packages/emulators/src/cosmos/emulator.ts'
import { reply } from '../../../packages/emulators/src/cosmos/http/reply.ts'

const [port, key = '', database = '', persistPath = ''] = process.argv.slice(2)
let ahead = 0

/** `POST /_clock` with a number of milliseconds puts the clock forward. */
const around: Seams['around'] = (handler) => async (request) => {
  if (request.segments[0] !== '_clock') return handler(request)
  ahead += Number(request.body.toString('utf8'))
  return reply(204, '', { charge: 0 })
}

const clock = (): number => Date.now() + ahead
const emulator = await startEmulator({ port: Number(port), key, persistPath, clock }, { around })
emulator.seed({ [database]: {} })
console.log(`READY ${emulator.url}`)
process.stdin.resume()
await once(process.stdin, 'end')
await emulator.close()
process.exit(0)
