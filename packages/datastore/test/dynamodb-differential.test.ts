import { agreeOnServers } from './support/agree-on-servers.ts'

agreeOnServers('dynamodb', { 'dynamodb-local': 5000 })
