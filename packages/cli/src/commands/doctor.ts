import { CommandError, exitCodes } from '../command-error.ts'
import type { Command } from '../command.ts'
import { diagnose, type DiagnosisOptions } from '../doctor/diagnose.ts'
import type { ServiceDiagnosis } from '../doctor/diagnosis.ts'
import { printDiagnosis } from '../doctor/print-diagnosis.ts'
import { installedServices } from '../installed-services.ts'
import { parseOptions } from '../parse-options.ts'
import { importModules } from '../project.ts'
import { loadService } from '../service.ts'
import type { Surroundings } from '../surroundings.ts'

const help = `usage: bytelyst doctor [options]

Says of every bytelyst service that is installed in this project which provider is selected, and by which variable;
how each of its variables is set; whether the package that it needs is installed; and what it can do. Secrets are never
printed: they are said to be set.

  --ping             also connects to what is selected, as the application would: sqlite makes its file
  --json             prints JSON
  --import <module>  imports a module first, for instance one that registers a provider; can be repeated.
                     So are the modules in the array "imports" that bytelyst.config.{js,mjs,ts,json} exports
  --help             prints this

exit codes: 0 all that is selected is complete, and answers where --ping asks; 1 something is not; 2 wrong usage
`

const options = {
  ping: { type: 'boolean' },
  json: { type: 'boolean' },
  import: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const

async function run(parameters: readonly string[], surroundings: Surroundings): Promise<number> {
  const { values, positionals } = parseOptions(parameters, options)
  const { workingDirectory, environment, output } = surroundings
  if (values.help === true) {
    output.write(help)
    return exitCodes.ok
  }
  if (positionals.length > 0) throw new CommandError(`doctor looks at all services; it takes no ${positionals[0]}`)
  await importModules(workingDirectory, values.import ?? [])
  const diagnosisOptions = { workingDirectory, environment, ping: values.ping === true }
  const found = await Promise.all(installedServices(workingDirectory).map((name) => examine(name, diagnosisOptions)))
  const services = found.filter((diagnosis) => diagnosis !== undefined)
  const problems = services.flatMap((diagnosis) => diagnosis.problems).length
  const ok = services.length > 0 && problems === 0
  if (values.json === true) output.write(`${JSON.stringify({ ok, services }, null, 2)}\n`)
  else output.write([...services.map(printDiagnosis), conclusion(services, problems, diagnosisOptions)].join('\n'))
  return ok ? exitCodes.ok : exitCodes.broken
}

/** Undefined for a service that the project does not have. */
async function examine(name: string, diagnosisOptions: DiagnosisOptions): Promise<ServiceDiagnosis | undefined> {
  try {
    const installed = await loadService(diagnosisOptions.workingDirectory, name)
    return installed === undefined ? undefined : await diagnose(installed, diagnosisOptions)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    return {
      service: name,
      package: `@bytelyst/${name}`,
      variables: [],
      reach: { state: 'not-tried', reason: 'the package cannot be used' },
      capabilities: {},
      problems: [error.message],
    }
  }
}

function conclusion(
  services: readonly ServiceDiagnosis[],
  problems: number,
  { workingDirectory, ping }: DiagnosisOptions,
): string {
  if (services.length === 0) {
    return `no bytelyst service is installed in ${workingDirectory}. Install one: npm install @bytelyst/datastore\n`
  }
  if (problems > 0) return `${problems} problem${problems === 1 ? '' : 's'}\n`
  return ping ? 'all that is selected is complete and answers\n' : 'all that is selected is complete\n'
}

export const doctor: Command = {
  name: 'doctor',
  summary: 'says what is selected, by which variable, what is missing and what can be reached',
  help,
  run,
}
