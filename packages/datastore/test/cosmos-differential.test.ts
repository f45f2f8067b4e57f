import { agreeOnServers } from './support/agree-on-servers.ts'

agreeOnServers('cosmos', { 'cosmos-emulator': 5000, cosmosd: 1000 })
