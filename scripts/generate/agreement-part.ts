import type { Difference } from '../../packages/emulators/test/agreement/differences/difference.ts'
import { differenceNames, differences } from '../../packages/emulators/test/agreement/differences/differences.ts'
import { readOutcomes, readShapes } from '../../packages/emulators/test/agreement/shapes/query-shapes.ts'
import { markdownTable } from '../coverage/markdown.ts'

/** What our Cosmos DB emulator and Microsoft's answer otherwise, with how many shapes of queries need each row. */
export function agreementTable(): string {
  const outcomes = readOutcomes().map((outcome) => outcome.split('+'))
  const countOf = (name: string): number => outcomes.filter((names) => names.includes(name)).length
  const rows = differenceNames.map((name) => ({ ...(differences[name] satisfies Difference), shapes: countOf(name) }))
  const [all, refusedByBoth] = [readShapes().length, countOf('both refuse')]
  const differing = outcomes.length - refusedByBoth
  const counts = `**${all} shapes: ${all - outcomes.length} answered alike, ${refusedByBoth} refused by both, ${differing} explained by the table.**`
  const table = markdownTable(
    ['what', 'ours', "Microsoft's", 'shapes', 'right', 'decided by'],
    rows
      .toSorted((one, other) => other.shapes - one.shapes)
      .map(({ title, ours, theirs, shapes, right, decidedBy }) => [
        title,
        ours,
        theirs,
        String(shapes),
        right,
        decidedBy.map((authority) => `[${authority.title}](${authority.url})`).join(', '),
      ]),
  )
  return `${counts}\n\n${table}`
}
