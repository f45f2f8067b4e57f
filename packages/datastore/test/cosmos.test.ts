import { cosmos } from '../src/providers/cosmos/index.ts'
import { describeOnServers } from './support/on-servers.ts'

describeOnServers('cosmos', ({ environment }) => cosmos.fromEnvironment(environment, {}))
