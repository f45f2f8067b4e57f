import Module from 'node:module'
import { expect, test } from 'vitest'
import { bytelyst } from './support/bytelyst.ts'
import { project } from './support/project.ts'

const command = ['conformance', 'datastore', '--only', 'read/']
const variables = { DB_PROVIDER: 'forgetful', LIBRARY_URI: 'https://library.example' }
const broken = 'THE CONTRACT IS BROKEN'

test.for([
  ['bytelyst.config.ts', "export const imports: string[] = ['./libraries.ts']"],
  ['bytelyst.config.js', "export default { imports: ['./libraries.ts'] }"],
  ['bytelyst.config.cjs', "module.exports = { imports: ['./libraries.ts'] }"],
  ['bytelyst.config.json', '{ "imports": ["./libraries.ts"] }'],
] as const)('the modules that %s names are imported', async ([name, text]) => {
  const folder = project({ fixtures: ['libraries.ts'], files: { [name]: text } })
  const { code, stdout } = await bytelyst(folder, command, variables)
  expect(stdout).toContain(broken)
  expect(code).toBe(1)
})

test('--import takes the name of an installed package, also of one that is for import alone', async () => {
  const manifest = '{ "name": "libraries", "type": "module", "exports": { "import": "./index.js" } }'
  const folder = project({
    fixtures: ['libraries.ts'],
    files: {
      'node_modules/libraries/package.json': manifest,
      'node_modules/libraries/index.js': "import '../../libraries.ts'",
    },
  })
  const { code, stdout, stderr } = await bytelyst(folder, [...command, '--import', 'libraries'], variables)
  // Node before 22.15 does not resolve one for import alone from another folder, and then the reason is said.
  const able = 'registerHooks' in Module
  expect(stdout + stderr).toContain(able ? broken : 'libraries: ERR_PACKAGE_PATH_NOT_EXPORTED')
  expect(code).toBe(able ? 1 : 2)
})

test.for<readonly [string, Readonly<Record<string, string>>, readonly string[], string]>([
  ['a package that is not installed', {}, ['--import', 'no-such'], 'no-such: was not found from'],
  [
    'a path that does not begin with ./',
    { 'mine.js': '' },
    ['--import', 'mine.js'],
    'for the file of that name write ./mine.js',
  ],
  [
    'a file that is not there',
    {},
    ['--import', './no-such.js'],
    './no-such.js could not be loaded: ERR_MODULE_NOT_FOUND',
  ],
  [
    'a module that throws',
    { 'mine.js': "throw new Error('out of order')" },
    ['--import', './mine.js'],
    'out of order\n    at ',
  ],
  ['a configuration without imports', { 'bytelyst.config.js': '' }, [], 'bytelyst.config.js must export "imports"'],
  ['imports that are no list', { 'bytelyst.config.json': '{ "imports": "x" }' }, [], 'must export "imports", an array'],
  [
    'two configurations',
    { 'bytelyst.config.js': '', 'bytelyst.config.json': '{}' },
    [],
    'there are bytelyst.config.js and bytelyst.config.json, and one is enough',
  ],
])('%s is wrong usage, of every command', async ([, files, parameters, message]) => {
  const folder = project({ files })
  const runs = await Promise.all([
    bytelyst(folder, [...command, ...parameters], { DB_PROVIDER: 'memory' }),
    bytelyst(folder, ['doctor', ...parameters], { DB_PROVIDER: 'memory' }),
  ])
  for (const { code, stdout, stderr } of runs) {
    expect(stderr).toContain(message)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  }
})
