import type { Index } from '@bytelyst/datastore'
import { Approximate, type Answer } from './answer.ts'
import type { Mismatch, Sides } from './compare.ts'
import { noEtag } from './etags.ts'
import { sourceOf } from './source.ts'
import { documentsOf, isWrite, type Etag, type Program, type Step } from './step.ts'

/**
 * A mismatch as a program that shows it: it makes the documents, runs the steps on both sides and prints what each
 * answers to the last one. Run it with `node --conditions=@bytelyst/source` in the folder of this package.
 */
export function programText(program: Program, mismatch: Mismatch, sides: Sides): string {
  const steps = program.steps.slice(0, mismatch.index + 1)
  const last = steps.at(-1)
  const before = steps.slice(0, -1)
  return [
    `// ${mismatch.reason}`,
    ...sides.map(({ name }, i) => comment(`${name} answered`, mismatch.answers[i])),
    importsFor(sides, steps),
    '',
    `const documents = ${sourceOf(program.documents)}`,
    ...fillerText(program),
    '',
    ...helpersFor(steps),
    `for (const [provider, indexes] of ${sidesText(program, sides)}) {`,
    `  await provider.initialize({ things: { partitionKeyPath: ${sourceOf(program.layout.partitionKeyPath)}, indexes } })`,
    `  const things = provider.collection('things')`,
    ...(documentsOf(program).length === 0 ? [] : ['  await things.createMany(documents)']),
    ...before.map((step) => `  await ${callText(step)}.catch(() => undefined)`),
    ...(last === undefined ? [] : lastText(last)),
    '  await provider.close()',
    '}',
    '',
  ].join('\n')
}

function comment(title: string, answer: Answer | undefined): string {
  const value = sourceOf(readable(answer?.value)).replaceAll('\n', '\n//   ')
  return `// ${title}: ${value.length > 2000 ? `${value.slice(0, 2000)} ...` : value}`
}

function readable(value: unknown): unknown {
  if (value instanceof Approximate) return value.value
  if (Array.isArray(value)) return value.map(readable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([field, child]) => [field, readable(child)]))
}

function importsFor(sides: Sides, steps: readonly Step[]): string {
  const names = sides.flatMap(({ source }) => /new (\w+)/.exec(source ?? '')?.[1] ?? [])
  if (etagStatesIn(steps).length > 0) names.push('etagOf', 'type DocumentCollection')
  return `import { ${[...new Set(names)].toSorted().join(', ')} } from '@bytelyst/datastore'`
}

function sidesText({ layout, indexed }: Program, sides: Sides): string {
  const texts = sides.map(({ name, source }, i) => {
    const indexes: readonly Index[] = [...layout.unique, ...(indexed[i] === true ? layout.indexes : [])]
    return source === undefined ? `  // ${name} is of the tests alone` : `  [${source}, ${sourceOf(indexes, '  ')}],`
  })
  return `[\n${texts.join('\n')}\n] as const`
}

function fillerText({ documents, filler }: Program): string[] {
  if (filler === 0 || documents.length === 0) return []
  return [
    `documents.push(...Array.from({ length: ${filler} }, (_, i) => {`,
    `  const { u: _u, ...rest } = documents[i % ${documents.length}] as { u?: unknown }`,
    '  return { ...rest, id: `f${i}` }',
    '}) as typeof documents)',
  ]
}

const etagHelpers: Readonly<Record<Etag['state'], readonly string[]>> = {
  current: ['  const found = await things.findById(id, partitionKey)'],
  stale: [
    '  const found = await things.findById(id, partitionKey)',
    '  if (found !== null) await things.upsert(found)',
  ],
  dead: [
    '  const found = await things.findById(id, partitionKey)',
    '  if (found !== null) await things.delete(id, partitionKey).then(() => things.create(found))',
  ],
}

function etagStatesIn(steps: readonly Step[]): Etag['state'][] {
  const source = sourceOf(steps)
  return (['current', 'stale', 'dead'] as const).filter((state) => source.includes(`await ${state}Etag(`))
}

function helpersFor(steps: readonly Step[]): string[] {
  return etagStatesIn(steps).flatMap((state) => [
    `async function ${state}Etag(things: DocumentCollection<{ id: string }>, id: string, partitionKey: string) {`,
    ...etagHelpers[state],
    `  return etagOf(found ?? {}) ?? '${noEtag}'`,
    '}',
    '',
  ])
}

/** A call whose promise is still to be awaited. */
function callText({ method, arguments: given }: Step): string {
  if (method === 'walk') {
    const [query, sizes, between] = given as [object, number[], readonly Step[]]
    const steps = between.map((step) => `async () => ${callText(step)},`).join(' ')
    return `(async () => {
    const [sizes, between, pages] = [${sourceOf(sizes)}, [${steps}], [] as unknown[]]
    let cursor: string | undefined
    do {
      const page = await things.findPage({ ...${sourceOf(query, '      ')}, limit: sizes[pages.length % sizes.length] ?? 1, cursor })
      cursor = page.cursor
      pages.push(page.items)
      if (cursor !== undefined) await between[pages.length - 1]?.().catch(() => undefined)
    } while (cursor !== undefined)
    return pages
  })()`
  }
  const parameters = given.map((each) => sourceOf(each, '  ')).join(', ')
  if (method === 'iterate') return `Array.fromAsync(things.iterate(${parameters}))`
  // Within an async function what is invalid for the compiler too is a rejection like any other.
  return `(async () => things.${method}(${parameters}))()`
}

function lastText(step: Step): string[] {
  const lines = [
    `  const answer: unknown = await ${callText(step)}.catch((error) => (error.code ? { refused: error.code, index: error.index } : error))`,
    '  console.dir({ provider: provider.name, answer }, { depth: null })',
  ]
  if (isWrite(step.method)) {
    lines.push('  console.dir({ stored: await things.findMany({ filter: {} }) }, { depth: null })')
  }
  return lines
}
