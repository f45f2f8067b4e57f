import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bytelyst } from './support/bytelyst.ts'
import { project } from './support/project.ts'

test.for([[['--help']], [['-h']], [['help']]])('%s prints the commands', async ([parameters]) => {
  const { code, stdout, stderr } = await bytelyst(project(), parameters as string[])
  expect(stdout).toMatch(/^usage: bytelyst <command>/)
  expect(stdout).toMatch(/^ {2}conformance {2}\S/m)
  expect(stdout).toMatch(/^ {2}doctor {7}\S/m)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test.for(['conformance', 'doctor', 'emulate'])('%s --help names every option and every exit code', async (command) => {
  const folder = project()
  const [asked, helped] = await Promise.all([
    bytelyst(folder, [command, '--help']),
    bytelyst(folder, ['help', command]),
  ])
  expect(asked).toEqual(helped)
  expect(asked.code).toBe(0)
  const options = {
    conformance: ['only', 'exceptions', 'json', 'junit', 'html', 'import'],
    doctor: ['ping', 'json', 'import'],
    emulate: ['port', 'key', 'partitions', 'throughput', 'persist', 'seed', 'tls'],
  }
  for (const option of options[command as keyof typeof options]) expect(asked.stdout).toContain(`\n  --${option} `)
  expect(asked.stdout).toMatch(/^exit codes: 0 /m)
})

test('--version prints the version of the package', async () => {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  expect(await bytelyst(project(), ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test('no command at all is wrong usage, and says what there is', async () => {
  const { code, stdout, stderr } = await bytelyst(project(), [])
  expect(stderr).toMatch(/^usage: bytelyst <command>/)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test.for([
  [['conformence', 'datastore'], 'there is no command conformence; did you mean conformance?'],
  [['docter'], 'there is no command docter; did you mean doctor?'],
  [['migrate-everything'], 'there is no command migrate-everything\ncommands: conformance, doctor, emulate'],
  [['help', 'docter'], 'there is no command docter; did you mean doctor?'],
  [['--hepl'], 'unknown option --hepl; did you mean --help?'],
  [['conformance', 'datastore', '--onyl', 'x'], 'unknown option --onyl; did you mean --only?'],
  [['conformance', 'datastore', '--zzz'], 'unknown option --zzz'],
  [['conformance', 'datastore', '--json'], '--json'],
  [['conformance', 'datastor'], 'there is no service datastor; did you mean datastore?\ninstalled services: datastore'],
  [['conformance', '../datastore'], 'there is no service ../datastore'],
  [['conformance'], 'which service? installed services: datastore'],
  [['conformance', 'datastore', 'core'], 'one service at a time, please: datastore, core'],
  [['doctor', '--pign'], 'unknown option --pign; did you mean --ping?'],
  [['doctor', 'datastore'], 'doctor looks at all services'],
  [['emulate'], 'which emulator? there is: cosmos'],
  [['emulate', 'cosmo'], 'there is no emulator cosmo; did you mean cosmos?'],
  [['emulate', 'cosmos', 'cosmos'], 'one emulator at a time, please: cosmos, cosmos'],
  [['emulate', 'cosmos', '--prot', '1'], 'unknown option --prot; did you mean --port?'],
  [['emulate', 'cosmos'], '@bytelyst/emulators is not installed in'],
] as const)('%j is wrong usage', async ([parameters, message]) => {
  const { code, stdout, stderr } = await bytelyst(project(), parameters, { DB_PROVIDER: 'memory' })
  expect(stderr).toContain(message)
  expect(stderr).not.toContain('    at ')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})
