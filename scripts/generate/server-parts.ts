import { inlineCode, markdownTable } from '../coverage/markdown.ts'
import { engines } from '../servers/server.ts'
import { servers } from '../servers/servers.ts'
import { unprovedCases } from '../servers/unproved.ts'
import type { Service } from './services.ts'

/** Which servers each provider is held to, and what they are good for. */
export function serversTable(): string {
  const rows = servers.map(
    ({ engine, name, title, proves, prerequisites, install, comesWith = '`pnpm install`', exceptions, lacks = [] }) => [
      engine,
      title,
      install === undefined
        ? `comes with ${comesWith}`
        : [inlineCode(`pnpm servers install ${name}`), ...prerequisites.map(({ program }) => program)].join(', needs '),
      proves,
      [String(Object.keys(exceptions).length), ...lacks.map((lack) => `no ${inlineCode(lack)}`)].join('; '),
    ],
  )
  return markdownTable(['provider', 'server', 'installed by', 'what it proves', 'exceptions'], rows)
}

/** Every case that fails on a server, with what the server does otherwise. */
export function exceptionsTable(): string {
  const rows = servers.flatMap(({ title, exceptions }) =>
    Object.entries(exceptions).map(([id, reason]) => [title, inlineCode(id), reason]),
  )
  return markdownTable(['server', 'case', 'what it does otherwise than its engine'], rows)
}

/** The cases that no server proves, a list a provider. */
export function unprovedList(services: readonly Service[]): string {
  const cases = services.flatMap(({ suite }) => suite.cases)
  return engines
    .map((engine) => {
      const ids = unprovedCases(engine, cases).map(({ id }) => `  - ${inlineCode(id)}`)
      return ids.length === 0 ? `- ${engine}: none` : [`- ${engine}:`, ...ids].join('\n')
    })
    .join('\n')
}
