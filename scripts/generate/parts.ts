import { inlineCode, markdownTable } from '../coverage/markdown.ts'
import { agreementTable } from './agreement-part.ts'
import { exceptionsTable, serversTable, unprovedList } from './server-parts.ts'
import type { Service } from './services.ts'
import { fallbackText, variableFacts } from './variable-facts.ts'

/** What can be generated into a Markdown file, by the name in its marker. */
export const parts: Readonly<Record<string, (services: readonly Service[]) => string>> = {
  providers: providersTable,
  variables: variablesTable,
  capabilities: (services) => services.map(capabilitiesTable).join('\n\n'),
  servers: serversTable,
  exceptions: exceptionsTable,
  unproved: unprovedList,
  agreement: agreementTable,
  conformance: (services) => services.map(conformanceSentences).join('\n\n'),
}

function providersTable(services: readonly Service[]): string {
  const rows = services.flatMap(({ registry, runAgainst }) =>
    registry.definitions().map(({ name, description, peer }) => {
      const install = peer === undefined ? 'none' : `${inlineCode(peer.name)} ${peer.range.replaceAll('||', 'or')}`
      return [
        registry.selection.service,
        inlineCode(`${registry.selection.variable}=${name}`),
        description,
        install,
        runAgainst[name] ?? 'nothing',
      ]
    }),
  )
  return markdownTable(['service', 'selected by', 'what it is', 'package to install', 'run against'], rows)
}

function variablesTable(services: readonly Service[]): string {
  const rows = services.flatMap(({ registry }) => {
    const { variable, fallback } = registry.selection
    const names = registry.definitions().map(({ name }) => name)
    const unset = fallbackText(fallback, names, inlineCode)
    return [
      ['all', inlineCode(variable), '', unset, `the provider: ${names.map(inlineCode).join(', ')}`],
      ...registry
        .definitions()
        .flatMap((definition) =>
          variableFacts(definition.variables).map(({ name, description, otherNames, secret, initial, required }) => [
            definition.name,
            inlineCode(name),
            otherNames.map(inlineCode).join(', '),
            initial === undefined ? (required ? 'an error' : '') : inlineCode(initial),
            secret ? `${description} (secret)` : description,
          ]),
        ),
    ]
  })
  return markdownTable(['provider', 'variable', 'other names', 'unset means', 'what it is'], rows)
}

/** A row a capability, a column a provider. */
function capabilitiesTable({ registry }: Service): string {
  const records = registry
    .definitions()
    .map(({ name, capabilities }) => ({ name, values: new Map(Object.entries(capabilities)) }))
  const names = [...new Set(records.flatMap(({ values }) => [...values.keys()]))]
  const rows = names.map((name) => [inlineCode(name), ...records.map(({ values }) => capabilityText(values.get(name)))])
  return markdownTable(['capability', ...records.map(({ name }) => name)], rows)
}

function capabilityText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'number' ? value.toLocaleString('en') : String(value)
}

function conformanceSentences({ registry, suite, mutants }: Service): string {
  const { service } = registry.selection
  const concerns = new Set(suite.cases.map(({ id }) => id.split('/')[1]))
  const conditional = suite.cases.filter(({ needs }) => needs !== undefined)
  return wrapped(
    `The contract of \`${service}\` is **${suite.cases.length} cases** in ${concerns.size} concerns. ${conditional.length} of them ask for a capability, and hold a provider that lacks it to refusing. **${mutants.length} mutants**, providers that are wrong in one sentence each, show that the cases can fail.`,
  )
}

/** Prose in lines of at most 120 characters. */
function wrapped(text: string): string {
  return text.replaceAll(/(.{1,120})(?: |$)/g, '$1\n').trimEnd()
}
