import { isSelected, runSuite, toTable, type SuiteReport } from '@bytelyst/conformance'
import { aliasesOf, findVariable, isCloudError, type Environment } from '@bytelyst/core'
import { CommandError, exitCodes } from '../command-error.ts'
import type { Command } from '../command.ts'
import { readExceptions } from '../exceptions-file.ts'
import { hideSecrets, type HideSecrets } from '../hide-secrets.ts'
import { installedServices } from '../installed-services.ts'
import { listenForInterrupts } from '../interruption.ts'
import { suggestion } from '../nearest.ts'
import { parseOptions } from '../parse-options.ts'
import { showProgress } from '../progress.ts'
import { importModules } from '../project.ts'
import { reachProvider } from '../reach.ts'
import { prepareReportFiles } from '../report-files.ts'
import { describeSelection } from '../selection.ts'
import { loadService, type Definition, type Service } from '../service.ts'
import type { Surroundings } from '../surroundings.ts'

const help = `usage: bytelyst conformance <service> [options]

Runs the contract of a service, the installed @bytelyst/<service>, against the provider that the environment selects,
in collections of its own, which are removed at the end, also after Ctrl-C.

  --only <pattern>     only cases whose id contains this text, in which * stands for anything; can be repeated
  --exceptions <file>  a JSON object of cases that are known to fail: the reason by the id
  --json <file>        writes the report as JSON; - writes it to the standard output
  --junit <file>       writes the report as JUnit XML
  --html <file>        writes the report as a page
  --import <module>    imports a module first, for instance one that registers a provider; can be repeated.
                       So are the modules in the array "imports" that bytelyst.config.{js,mjs,ts,json} exports
  --help               prints this

exit codes: 0 the contract holds; 1 it is broken, or not proved as a whole; 2 nothing could be run: wrong usage, no
configuration, no answer; 130, 143 interrupted by Ctrl-C, by SIGTERM
`

const options = {
  only: { type: 'string', multiple: true },
  exceptions: { type: 'string' },
  json: { type: 'string' },
  junit: { type: 'string' },
  html: { type: 'string' },
  import: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const

/** Milliseconds that the provider has to answer before anything is run, and the case under way after Ctrl-C. */
const reachTimeoutMs = 20_000
const graceMs = 5000

async function run(parameters: readonly string[], surroundings: Surroundings): Promise<number> {
  const { values, positionals } = parseOptions(parameters, options)
  const { workingDirectory, environment, output, errors } = surroundings
  if (values.help === true) {
    output.write(help)
    return exitCodes.ok
  }
  const name = serviceName(positionals, workingDirectory)
  const files = prepareReportFiles(values, workingDirectory)
  const service = await findService(name, values.import ?? [], workingDirectory)
  const exceptions =
    values.exceptions === undefined ? {} : readExceptions(values.exceptions, workingDirectory, service.suite.cases)
  const only = values.only ?? []
  for (const pattern of only) {
    if (service.suite.cases.some(({ id }) => isSelected(id, pattern))) continue
    throw new CommandError(`no case of the ${name} contract has an id that contains "${pattern}"`)
  }

  const { registry } = service
  const hide = hideSecrets(registry.definitions(), environment)
  const selected = registry.select(undefined, environment)
  // The name of a provider is no secret, also where a password is the same word.
  const provider = selected.definition?.name ?? hide(selected.name)
  const text = files.takeOutput ? errors : output
  text.write(`${name}: ${describeSelection({ ...selected, name: provider }, registry.selection.variable)}\n\n`)
  const progress = showProgress(errors)
  const interruption = listenForInterrupts(surroundings, () =>
    progress.say(
      `interrupted: the case under way has ${graceMs / 1000} s to end, then what the cases made is removed; Ctrl-C again quits at once`,
    ),
  )
  let report: SuiteReport
  try {
    const failure = await unreachableBecause(service, environment, hide, interruption.signal)
    report = await runSuite(service.suite, {
      title: [provider, ...settingsOf(selected.definition, environment).map(hide)].join(', '),
      open: () => (failure === undefined ? service.openFromEnvironment(environment) : Promise.reject(failure as Error)),
      exceptions,
      only,
      signal: interruption.signal,
      graceMs,
      onCaseStart: progress.started,
      onCase: progress.judged,
    })
  } finally {
    interruption.stop()
    progress.stop()
  }
  const safe = withoutSecrets(report, hide)
  text.write(toTable(safe))
  const written = files.write(safe, output)
  if (written.length > 0) text.write(`written: ${written.join(', ')}\n`)
  return interruption.exitCode() ?? exitCodeOf(report)
}

function exitCodeOf({ ok, counts, cases }: SuiteReport): number {
  if (ok) return exitCodes.ok
  return counts['not-run'] === cases.length ? exitCodes.usage : exitCodes.broken
}

function serviceName(positionals: readonly string[], folder: string): string {
  const [name, ...rest] = positionals
  if (name === undefined)
    throw new CommandError(`which service? ${installedSentence(installedServices(folder), folder)}`)
  if (rest.length > 0) throw new CommandError(`one service at a time, please: ${positionals.join(', ')}`)
  return name
}

async function findService(name: string, imports: readonly string[], folder: string): Promise<Service> {
  await importModules(folder, imports)
  const installed = isPackageName(name) ? await loadService(folder, name) : undefined
  if (installed !== undefined) return installed.service
  const names = installedServices(folder)
  throw new CommandError(`there is no service ${name}${suggestion(name, names)}\n${installedSentence(names, folder)}`)
}

/** Not a path that leads elsewhere. */
function isPackageName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]*$/.test(name)
}

function installedSentence(names: readonly string[], folder: string): string {
  return names.length === 0
    ? `no bytelyst service is installed in ${folder}. Install one: npm install @bytelyst/datastore`
    : `installed services: ${names.join(', ')}`
}

/**
 * Asks the provider whether it answers, so that one that does not costs seconds, and not the timeout of every case.
 *
 * @throws CommandError when it is not configured, or its SDK is not installed
 * @returns why it cannot be reached, if it cannot
 */
async function unreachableBecause(
  service: Service,
  environment: Environment,
  hide: HideSecrets,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    await reachProvider(service, environment, { timeoutMs: reachTimeoutMs, signal })
    return undefined
  } catch (error) {
    if (isCloudError(error, 'misconfigured') || isCloudError(error, 'missing_dependency')) {
      throw new CommandError(hide(error.message))
    }
    return error
  }
}

/** What is set of a provider's variables, secrets left out: reports of several runs must be told apart. */
function settingsOf(definition: Definition | undefined, environment: Environment): readonly string[] {
  return Object.entries(definition?.variables ?? {}).flatMap(([variable, { secret, aliases }]) => {
    const found = findVariable([variable, ...(aliases ?? aliasesOf(variable))], environment)
    return found === undefined || secret === true ? [] : [`${found.name}=${found.text}`]
  })
}

function withoutSecrets(report: SuiteReport, hide: HideSecrets): SuiteReport {
  return {
    ...report,
    problems: report.problems.map(hide),
    cases: report.cases.map((entry) => (entry.detail === undefined ? entry : { ...entry, detail: hide(entry.detail) })),
  }
}

export const conformance: Command = {
  name: 'conformance',
  summary: 'holds the selected provider of a service to its contract',
  help,
  run,
}
