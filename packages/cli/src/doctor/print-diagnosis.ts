import { describeSelection } from '../selection.ts'
import type { PeerDiagnosis, ReachDiagnosis, ServiceDiagnosis, VariableDiagnosis } from './diagnosis.ts'

type Row = readonly [label: string, lines: readonly string[]]

/** A diagnosis for people: a block of lines, each with what it is about. */
export function printDiagnosis(diagnosis: ServiceDiagnosis): string {
  const { service, version, selection, problems } = diagnosis
  const rows: readonly Row[] = [
    ...(selection === undefined ? [] : ([['provider', providerLines(selection)]] as const)),
    ...(selection?.description === undefined ? [] : detailRows(diagnosis)),
    ...problems.map((problem) => ['PROBLEM', problem.split('\n')] as const),
  ]
  const width = Math.max(...rows.map(([label]) => label.length))
  const lines = rows.flatMap(([label, texts]) =>
    texts.map((text, i) => `  ${(i === 0 ? label : '').padEnd(width)}  ${text}`.trimEnd()),
  )
  return [`${service}  ${diagnosis.package}${version === undefined ? '' : ` ${version}`}`, ...lines, ''].join('\n')
}

function detailRows({ variables, peer, reach, capabilities }: ServiceDiagnosis): readonly Row[] {
  return [
    ['variables', variables.length === 0 ? ['none'] : variableLines(variables)],
    ['package', [peer === undefined ? 'no other is needed' : peerLine(peer)]],
    ['connection', [reachLine(reach)]],
    ['capabilities', pairs(capabilities)],
  ]
}

function providerLines(selection: NonNullable<ServiceDiagnosis['selection']>): readonly string[] {
  const { provider, selectedBy, variable, description } = selection
  const selected = describeSelection({ name: provider, selectedBy }, variable)
  return description === undefined ? [selected] : [selected, description]
}

/** Wider values do not push the descriptions of the others to the right. */
const widestValue = 32

function variableLines(variables: readonly VariableDiagnosis[]): readonly string[] {
  const rows = variables.map((variable) => ({ variable, shown: shownValue(variable) }))
  const nameWidth = Math.max(...variables.map(({ name }) => name.length))
  const valueWidth = Math.min(widestValue, Math.max(...rows.map(({ shown }) => shown.length)))
  return rows.flatMap(({ variable, shown }) => {
    const { name, description, example, ignored, setAs } = variable
    const also = example === undefined ? '' : `, for example ${example}`
    return [
      `${name.padEnd(nameWidth)}  ${shown.padEnd(valueWidth)}  ${description}${also}`,
      ...ignored.map((other) => `${' '.repeat(nameWidth)}  ${other} DIFFERS from ${setAs}, which is used`),
    ]
  })
}

function shownValue({ name, state, setAs, value, aliases }: VariableDiagnosis): string {
  const by = setAs === undefined || setAs === name ? '' : `, as ${setAs}`
  switch (state) {
    case 'set':
      return `${value === undefined ? 'set' : oneLine(value)}${by}`
    case 'default':
      return value === undefined ? 'the default' : `${oneLine(value)}, the default`
    case 'unset':
      return 'not set, optional'
    case 'missing':
      return ['MISSING', ...aliases.map((alias) => `or ${alias}`)].join(' ')
    case 'malformed':
      return `MALFORMED${value === undefined ? '' : `: ${oneLine(value)}`}${by}`
  }
}

const longestValue = 100

function oneLine(value: string): string {
  const line = value.replaceAll(/\s+/g, ' ')
  return line.length > longestValue ? `${line.slice(0, longestValue)}...` : line
}

function peerLine({ name, range, version, state }: PeerDiagnosis): string {
  const needed = `${name} ${range}`
  switch (state) {
    case 'satisfied':
      return `${needed}: ${version} is installed`
    case 'unsatisfied':
      return `${needed}: DOES NOT FIT, ${version} is installed`
    case 'missing':
      return `${needed}: NOT INSTALLED`
    case 'unclear':
      return `${needed}: ${version} is installed, and may fit`
  }
}

function reachLine(reach: ReachDiagnosis): string {
  switch (reach.state) {
    case 'answered':
      return `answered in ${Math.ceil(reach.milliseconds)} ms`
    case 'failed':
      return `FAILED with ${reach.code}`
    case 'not-tried':
      return `not tried: ${reach.reason}`
  }
}

/** Names and values, two pairs a line, in columns read downwards. */
function pairs(record: Readonly<Record<string, unknown>>): readonly string[] {
  const entries = Object.entries(record).map(([name, value]) => [name, textOf(value)] as const)
  const half = Math.ceil(entries.length / 2)
  const nameWidth = Math.max(0, ...entries.map(([name]) => name.length))
  const valueWidth = Math.max(0, ...entries.slice(0, half).map(([, value]) => value.length))
  return entries.slice(0, half).map(([name, value], i) => {
    const [secondName = '', secondValue = ''] = entries[half + i] ?? []
    return `${name.padEnd(nameWidth)}  ${value.padEnd(valueWidth)}   ${secondName.padEnd(nameWidth)}  ${secondValue}`
  })
}

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
