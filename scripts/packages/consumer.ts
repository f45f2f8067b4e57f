/**
 * Uses the packed packages as a stranger does, after `pnpm build`. A project outside the workspace gets the tarballs and
 * nothing else, no SDK and no type of one; in it programs and the README's snippets are type-checked, run, and bundled.
 * Then it gets the SDKs, and one program has to be answered the same by every engine that has a server on this machine;
 * which one has none is said, and with `REQUIRE_SERVERS=1` a failure. Exits 1 at the first thing that fails.
 *
 * `--oldest-sdks` takes the least versions of the SDKs that are allowed, in the place of the newest. `--node` runs the
 * programs with another Node, and leaves out what does not depend on it. `--keep` keeps the project.
 */
import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { succeed } from '../tool/execute.ts'
import { runTool } from '../tool/run-tool.ts'
import { ToolFailure } from '../tool/tool-failure.ts'
import { workspaceFolder } from '../tool/workspace-folder.ts'
import { checkWithoutSdks, checkWithSdks } from './consumer/adapters.ts'
import { pageBundles, serviceBundles } from './consumer/bundle.ts'
import { createProject, install, type Project } from './consumer/project.ts'
import { compile, expectCommand, expectFailure, expectPrinted } from './consumer/run-time.ts'
import { resolutions, typeCheck, writeReadmeSnippets } from './consumer/type-check.ts'
import { packAll } from './pack.ts'

const usage = 'pnpm consumer [--keep] [--oldest-sdks] [--node <path>]'
const beginning = performance.now()
let checks = 0

/** One line a check, with the time that it took. */
async function check(title: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now()
  try {
    await work()
  } catch (error) {
    console.log(`FAILED  ${title}`)
    throw error
  }
  checks += 1
  console.log(`ok  ${title} (${seconds(start)})`)
}

await runTool(usage, async () => {
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({ options: { keep: flag, 'oldest-sdks': flag, node: { type: 'string' } } })
  const node = values.node === undefined ? process.execPath : resolve(values.node)
  if (!existsSync(node)) throw new ToolFailure(`--node: there is no ${node}`)
  const version = (await succeed(node, ['--version'])).trim()
  const project = createProject(node)
  console.log(`a project in ${project.folder}, run by Node ${version}`)
  try {
    const onPath = await succeed('node', ['--version'], project)
    if (onPath.trim() !== version) {
      throw new ToolFailure('--node: the program must have the name "node", by which npx starts it')
    }
    const packages = await packAll(join(workspaceFolder, 'node_modules', '.consumed'))
    await check('npm install of the tarballs, with nothing but them', () => install(project, packages))
    if (values.node === undefined) await checkTypes(project)
    await checkPrograms(project)
    await checkCommands(project)
    await checkBundles(project)
    await checkWithoutSdks(project, check)
    await checkWithSdks(project, packages, check, {
      types: values.node === undefined,
      sdkVersions: values['oldest-sdks'] ? 'oldest' : 'newest',
    })
  } finally {
    if (!values.keep) rmSync(project.folder, { recursive: true, force: true, maxRetries: 3 })
  }
  return `consumer: ${checks} checks passed on Node ${version} in ${seconds(beginning)}${values.keep ? `, kept in ${project.folder}` : ''}`
})

async function checkTypes(project: Project): Promise<void> {
  const { files, left } = writeReadmeSnippets(project)
  const modules = ['use.ts', 'service.ts', 'page.ts', 'third-party.ts', ...files]
  for (const resolution of resolutions(modules)) {
    await check(`types: ${resolution.title}`, () => typeCheck(project, resolution))
  }
  const rest = left === 0 ? '' : `; ${left} import other packages, and are left to pnpm snippets`
  console.log(`    in these ${files.length} snippets of the READMEs${rest}`)
}

async function checkPrograms(project: Project): Promise<void> {
  const service = await compile(project, 'service')
  const sqlite = { DB_PROVIDER: 'sqlite', SQLITE_PATH: './service.db' }
  await check('a program on memory', async () => expectPrinted(project, await compile(project, 'use'), {}, ''))
  await check('a SQLite file that is written, opened again by another process, and read', async () => {
    await expectPrinted(project, service, sqlite, 'sqlite 1')
    await expectPrinted(project, service, sqlite, 'sqlite 2')
  })
  await check('without DB_PROVIDER an error that says how to run on memory', () =>
    expectFailure(project, service, /DB_PROVIDER is not set.*DB_PROVIDER=memory/),
  )
  await check("a stranger's provider, held to the contract", async () =>
    expectPrinted(project, await compile(project, 'third-party'), {}, /^engine \d{3,}$/),
  )
}

async function checkCommands(project: Project): Promise<void> {
  const memory = { DB_PROVIDER: 'memory' }
  const sqlite = { DB_PROVIDER: 'sqlite', SQLITE_PATH: './conformance.db' }
  const filters = ['conformance', 'datastore', '--only', 'datastore/filter']
  await check('npx bytelyst doctor', () =>
    expectCommand(project, ['doctor'], memory, { exitCode: 0, output: /memory, selected by DB_PROVIDER/ }),
  )
  await check('npx bytelyst doctor without DB_PROVIDER', () =>
    expectCommand(project, ['doctor'], {}, { exitCode: 1, output: /DB_PROVIDER/ }),
  )
  await check(`npx bytelyst ${filters.join(' ')}`, () =>
    expectCommand(project, filters, sqlite, { exitCode: 0, output: /what was run holds: \d+ of/ }),
  )
}

async function checkBundles(project: Project): Promise<void> {
  for (const { title, make } of pageBundles) {
    await check(`bundle: ${title}`, async () => expectPrinted(project, await make(project), {}, 'memory 1'))
  }
  for (const { title, make } of serviceBundles) {
    await check(`bundle: ${title}, run on memory and on SQLite`, async () => {
      const path = await make(project)
      await expectPrinted(project, path, { DB_PROVIDER: 'memory' }, 'memory 1')
      const variables = { DB_PROVIDER: 'sqlite', SQLITE_PATH: `./${title.replaceAll(/\W+/g, '-')}.db` }
      await expectPrinted(project, path, variables, 'sqlite 1')
    })
  }
}

function seconds(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}
