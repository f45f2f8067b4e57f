import fc from 'fast-check'
import { compileFilter, type Predicate } from '../../src/filter/compile.ts'
import { parseFilter } from '../../src/filter/parse.ts'
import type { FilterNode } from '../../src/filter/tree.ts'
import type { JsonDocument } from '../../src/types/document.ts'
import { filtersFor } from './generate/filters.ts'
import { layoutsFor, vocabularyFor } from './generate/layouts.ts'
import { steeringFor } from './generate/steering.ts'
import { valuesFor } from './generate/values.ts'
import { matches } from './naive/filter.ts'
import { stored } from './naive/store-form.ts'
import { sourceOf } from './source.ts'
import type { Subject } from './subject.ts'

/**
 * That the code which is generated for large scans, the closures that do elsewhere, and the naive evaluator say the
 * same of the same filter and document.
 *
 * @param compile - makes the code for a scan of so many documents
 */
export function scansAgree(
  memory: Subject,
  compile: (filter: FilterNode, documents: number) => Predicate,
): fc.IProperty<[Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>[]]> {
  const steering = steeringFor(memory, memory)
  const [layout] = layoutsFor(steering)
  if (layout === undefined) throw new Error('there is no layout')
  const vocabulary = vocabularyFor(layout, steering, valuesFor(steering))
  const documents = fc.array(vocabulary.document, { minLength: 10, maxLength: 20 })
  return fc.property(filtersFor(vocabulary), documents, (filter, given) => {
    const tree = parseFilter(filter, memory.capabilities)
    const [closed, generated] = [compileFilter(tree), compile(tree, 1_000_000)]
    for (const each of given) {
      const document = stored(each) as JsonDocument
      const answers = {
        naive: matches(filter, document as Record<string, unknown>),
        closures: closed(document),
        generated: generated(document),
      }
      if (new Set(Object.values(answers)).size === 1) continue
      throw new Error(`${sourceOf(filter)} matches ${sourceOf(document)}: ${sourceOf(answers)}`)
    }
  })
}
