/** The Cosmos emulator as a process: says where it answers, and ends with its standard input. */
import { once } from 'node:events'
import { startCosmosEmulator } from '@bytelyst/emulators/cosmos'

const [port, key = ''] = process.argv.slice(2)
const emulator = await startCosmosEmulator({ port: Number(port), key })
console.log(`READY ${emulator.url}`)
process.stdin.resume()
await once(process.stdin, 'end')
await emulator.close()
