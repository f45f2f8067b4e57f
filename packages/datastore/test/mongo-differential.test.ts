import { agreeOnServers } from './support/agree-on-servers.ts'

agreeOnServers('mongo', { 'mongo-java-server': 5000, ferretdb: 1000 })
