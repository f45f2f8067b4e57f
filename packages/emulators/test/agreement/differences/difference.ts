import type { Json } from '../../../src/cosmos/json.ts'
import type { Query } from '../../../src/cosmos/sql/tree.ts'
import type { Semantics } from '../predict/semantics.ts'

/** Something of Microsoft's that can be read. */
export interface Authority {
  readonly title: string
  readonly url: string
}

/** One thing that Microsoft's in-memory emulator does otherwise than ours. */
export interface Difference {
  readonly title: string
  readonly ours: string
  readonly theirs: string
  /** Who does as the service does. */
  readonly right: 'ours' | 'theirs' | 'not known'
  /** What says so; empty exactly where it is not known. */
  readonly decidedBy: readonly Authority[]
  /**
   * The rule that they follow, in place of ours. A difference between two answers is explained only if the rules of some
   * rows together predict the other answer, to the last value, or the status and the words of its refusal. A rule leaves
   * to ours what is not its business: it would otherwise explain what is wrong with ours.
   */
  readonly rule: (ours: Semantics) => Partial<Semantics>
  /** A query over the sample that needs this row and no other: rows, or the status of the refusal. */
  readonly example: {
    readonly query: string
    readonly ours: readonly Json[] | number
    readonly theirs: readonly Json[] | number
  }
}

/** A page of Microsoft's documentation of the language. */
export function documentation(title: string, page: string): Authority {
  return { title: `documentation, ${title}`, url: `https://learn.microsoft.com/azure/cosmos-db/nosql/query/${page}` }
}

/** A class of the evaluator to which the tests of Microsoft's .NET SDK hold the service. */
export function dotnetTests(name: string): Authority {
  const folder = 'Microsoft.Azure.Cosmos/tests/Microsoft.Azure.Cosmos.Tests/Query/OfflineEngine'
  return {
    title: `.NET SDK's tests, ${name}`,
    url: `https://github.com/Azure/azure-cosmos-dotnet-v3/blob/master/${folder}/${name}.cs`,
  }
}

/** An issue in which the service's own answer is quoted. */
export function issue(repository: string, number: number): Authority {
  return {
    title: `the service's answer in ${repository}#${number}`,
    url: `https://github.com/${repository}/issues/${number}`,
  }
}

/** A rule that runs what ours refuses for a reason; the reason has to be true of the query. */
export function accepting(
  reason: RegExp,
  isTrue: (query: Query, subject: string) => boolean,
): (ours: Semantics) => Pick<Semantics, 'accepts'> {
  return ({ accepts }) => ({
    accepts(text, query) {
      const found = reason.exec(text)
      return found ? isTrue(query, found[1] ?? '') : accepts(text, query)
    },
  })
}
