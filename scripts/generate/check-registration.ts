import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { publicPackages } from '../packages/public-packages.ts'
import { workspaceFolder } from '../tool/workspace-folder.ts'
import type { Service } from './services.ts'

/** Providers whose folder, registration and exports are not all there, a sentence each. */
export function registrationProblems(services: readonly Service[]): readonly string[] {
  return services.flatMap(({ registry, root, runAgainst }) => {
    const { service } = registry.selection
    const path = `packages/${service}`
    const folders = readdirSync(join(workspaceFolder, path, 'src', 'providers'))
    const exported = publicPackages().find(({ name }) => name === `@bytelyst/${service}`)?.manifest.exports ?? {}
    const definitions = new Map(registry.definitions().map((definition) => [definition.name, definition]))
    return [...new Set([...folders, ...definitions.keys()])].flatMap((name) => {
      const definition = definitions.get(name)
      const lacking = [
        ...(folders.includes(name) ? [] : [`a folder in ${path}/src/providers`]),
        ...(definition === undefined ? [`its definition in the registry of ${path}/src/factory.ts`] : []),
        ...(definition === undefined || Object.values(root).includes(definition)
          ? []
          : [`its line in ${path}/src/index.ts`]),
        ...(`./${name}` in exported ? [] : [`"./${name}" in the exports of ${path}/package.json`]),
        ...(name in runAgainst ? [] : ['what it was run against in scripts/generate/services.ts']),
      ]
      return lacking.map((what) => `the provider ${name} of ${service} lacks ${what}`)
    })
  })
}
