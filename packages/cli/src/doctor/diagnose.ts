import { describeError } from '@bytelyst/conformance'
import {
  aliasesOf,
  inspectVariables,
  isCloudError,
  type Environment,
  type Peer,
  type VariableState,
} from '@bytelyst/core'
import { hideSecrets, type HideSecrets } from '../hide-secrets.ts'
import { findPackage } from '../project.ts'
import { reachProvider } from '../reach.ts'
import type { Definition, InstalledService } from '../service.ts'
import type { PeerDiagnosis, ReachDiagnosis, ServiceDiagnosis, VariableDiagnosis } from './diagnosis.ts'
import { satisfies } from './version-range.ts'

/** What a diagnosis is made from. */
export interface DiagnosisOptions {
  readonly workingDirectory: string
  readonly environment: Environment
  /** Whether the provider is asked if it answers. */
  readonly ping: boolean
}

const reachTimeoutMs = 5000

/** Looks at one service of the project. */
export async function diagnose(installed: InstalledService, options: DiagnosisOptions): Promise<ServiceDiagnosis> {
  const { service, packageName, version, folder } = installed
  const { environment, workingDirectory } = options
  const { registry } = service
  const { name, selectedBy, definition } = registry.select(undefined, environment)
  const hide = hideSecrets(registry.definitions(), environment)
  const variables = inspectVariables(definition?.variables ?? {}, environment).map((state) =>
    diagnoseVariable(state, environment, hide),
  )
  const peer = definition?.peer === undefined ? undefined : diagnosePeer(definition.peer, [folder, workingDirectory])
  const incomplete = variables.filter(({ problem }) => problem !== undefined)
  const problems = [
    ...(definition === undefined ? [unknownProvider(name, registry.definitions(), registry.selection.variable)] : []),
    ...incomplete.map((variable) => `${variable.setAs ?? variable.name} ${variable.problem}`),
    ...(peer === undefined ? [] : peerProblems(peer)),
  ]
  const { reach, capabilities } = await reachDiagnosis(installed, options, problems.length === 0, hide)
  return {
    service: registry.selection.service,
    package: packageName,
    version,
    selection: {
      provider: definition?.name ?? hide(name),
      ...(definition === undefined ? {} : { description: definition.description }),
      selectedBy,
      variable: registry.selection.variable,
      known: registry.definitions().map((known) => known.name),
    },
    variables,
    ...(peer === undefined ? {} : { peer }),
    reach,
    capabilities: { ...(capabilities ?? definition?.capabilities) },
    problems: (reach.state === 'failed' ? [...problems, `${reach.code}: ${reach.message}`] : problems).map(hide),
  }
}

function unknownProvider(name: string, definitions: readonly Definition[], variable: string): string {
  const valid = definitions.map((definition) => definition.name)
  const hint = valid.includes('memory') ? `. To run without a cloud, set ${variable}=memory` : ''
  return `there is no provider "${name}"; valid are ${valid.join(', ')}${hint}`
}

function diagnoseVariable(
  { name, variable, foundAs, problem }: VariableState,
  environment: Environment,
  hide: HideSecrets,
): VariableDiagnosis {
  const { description, secret = false, example, default: standard } = variable
  const aliases = variable.aliases ?? aliasesOf(name)
  const text = foundAs === undefined ? undefined : environment[foundAs]
  const value = text ?? (typeof standard === 'string' ? standard : JSON.stringify(standard))
  const others = [name, ...aliases].filter((other) => {
    const content = environment[other] ?? ''
    return other !== foundAs && content !== '' && content !== text
  })
  return {
    name,
    description,
    aliases,
    secret,
    state: stateOf(foundAs !== undefined, problem !== undefined, standard !== undefined),
    ...(foundAs === undefined ? {} : { setAs: foundAs }),
    ...(value === undefined || secret ? {} : { value: hide(value) }),
    ...(problem === undefined ? {} : { problem: hide(problem) }),
    ignored: others,
    ...(example === undefined ? {} : { example }),
  }
}

function stateOf(isSet: boolean, isWrong: boolean, hasDefault: boolean): VariableDiagnosis['state'] {
  if (isSet) return isWrong ? 'malformed' : 'set'
  if (isWrong) return 'missing'
  return hasDefault ? 'default' : 'unset'
}

/** The SDK is imported by the service's package, or by the one that registered the provider. */
function diagnosePeer({ name, range }: Peer, folders: readonly string[]): PeerDiagnosis {
  const found = folders.map((folder) => findPackage(folder, name)).find((each) => each !== undefined)
  if (found === undefined) return { name, range, state: 'missing' }
  const fits = satisfies(found.version, range)
  const state = fits === undefined ? 'unclear' : fits ? 'satisfied' : 'unsatisfied'
  return { name, range, version: found.version, state }
}

function peerProblems({ name, range, version, state }: PeerDiagnosis): readonly string[] {
  const install = `npm install ${name}@"${range}"`
  if (state === 'missing') return [`the package ${name} is not installed: ${install}`]
  return state === 'unsatisfied' ? [`${name} is of version ${version}, needed is ${range}: ${install}`] : []
}

async function reachDiagnosis(
  { service }: InstalledService,
  { environment, ping }: DiagnosisOptions,
  isComplete: boolean,
  hide: HideSecrets,
): Promise<{ readonly reach: ReachDiagnosis; readonly capabilities?: object | undefined }> {
  if (!ping) return { reach: { state: 'not-tried', reason: '--ping tries it' } }
  if (!isComplete) return { reach: { state: 'not-tried', reason: 'it is not complete' } }
  try {
    const { asked, milliseconds, capabilities } = await reachProvider(service, environment, {
      timeoutMs: reachTimeoutMs,
    })
    const reach: ReachDiagnosis = asked
      ? { state: 'answered', milliseconds }
      : { state: 'not-tried', reason: 'this provider cannot be asked' }
    return { reach, capabilities }
  } catch (error) {
    const code = isCloudError(error) ? error.code : 'unknown'
    const text = describeError(error)
    const message = text.startsWith(`${code}: `) ? text.slice(code.length + 2) : text
    return { reach: { state: 'failed', code, message: hide(message) } }
  }
}
