import { startCosmosEmulator } from '../../src/cosmos/index.ts'

// A process of its own, that a test kills.
const [persistPath] = process.argv.slice(2)
const { connectionString } = await startCosmosEmulator(persistPath === undefined ? {} : { persistPath })
console.log(connectionString)
