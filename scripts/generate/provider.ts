/**
 * Begins a provider: `pnpm new:provider <service> <name>`. It compiles, and its methods refuse with `unsupported`: what
 * there is to do is what its test, the contract of the service, says. The templates are modules of this repository, so
 * that they are checked like every other.
 */
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { succeed } from '../tool/execute.ts'
import { runTool } from '../tool/run-tool.ts'
import { ToolFailure } from '../tool/tool-failure.ts'
import { workspaceFolder } from '../tool/workspace-folder.ts'
import { ProviderName } from './provider-name.ts'

const usage = 'pnpm new:provider <service> <name>'
const templates = join(import.meta.dirname, 'templates')

await runTool(usage, async () => {
  const { positionals } = parseArgs({ options: {}, allowPositionals: true })
  const [service, text, ...rest] = positionals
  const known = readdirSync(templates)
  if (service === undefined || text === undefined || rest.length > 0) throw new ToolFailure(`usage: ${usage}`)
  if (!known.includes(service))
    throw new ToolFailure(`there is no template for "${service}", but for ${known.join(', ')}`)
  const name = new ProviderName(text)
  const source = `packages/${service}/src/providers/${name.kebab}`
  const test = `packages/${service}/test/${name.kebab}.test.ts`
  for (const path of [source, test]) {
    if (existsSync(join(workspaceFolder, path))) throw new ToolFailure(`there is ${path} already`)
  }
  const written = globSync('*.ts', { cwd: join(templates, service) }).map((file) => {
    const template = readFileSync(join(templates, service, file), 'utf8')
    const isTest = file.endsWith('.test.ts')
    const path = isTest ? test : `${source}/${file}`
    const local = isTest
      ? template.replace(`'./index.ts'`, `'../src/providers/shelf/index.ts'`)
      : template.replaceAll(`'../../../../packages/${service}/src/`, `'../../`)
    mkdirSync(dirname(join(workspaceFolder, path)), { recursive: true })
    writeFileSync(join(workspaceFolder, path), name.fillIn(local))
    return path
  })
  await succeed('oxfmt', written)
  for (const path of written) console.log(`written: ${path}`)
  console.log(`
To be added, and missed by "pnpm generate --check" where it is not:
  packages/${service}/src/factory.ts     import { ${name.camel} } from './providers/${name.kebab}/provider.ts', and ${name.camel} in the registry
  packages/${service}/src/index.ts       export * from './providers/${name.kebab}/index.ts'
  packages/${service}/tsup.config.ts     'src/providers/${name.kebab}/index.ts'
  packages/${service}/package.json       "./${name.kebab}" in exports and in publishConfig.exports, like those of the others
  scripts/generate/services.ts     what it is run against

What there is to do: pnpm test --project ${service} test/${name.kebab}.test.ts
`)
  return `new:provider: ${written.length} files written`
})
