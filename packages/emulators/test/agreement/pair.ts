import type { ServerDefinition } from '../../../../scripts/servers/server.ts'
import { startServer } from '../../../../scripts/servers/start.ts'
import type { JsonObject } from '../../src/cosmos/json.ts'
import { startCosmosEmulator } from '../../src/cosmos/index.ts'
import { parse } from '../../src/cosmos/sql/parse-query.ts'
import { SqlError } from '../../src/cosmos/sql/index.ts'
import type { Query } from '../../src/cosmos/sql/tree.ts'
import type { Question } from './answer.ts'
import type { Asked } from './causes.ts'
import { chanceOf } from './chance.ts'
import { documentsFor } from './documents.ts'
import { parametersFor } from './parameters.ts'
import { openSide } from './side.ts'

/** Our emulator and another server, that are asked the same. */
export interface Pair {
  /** Asks queries over the same documents. */
  readonly askOver: (documents: readonly JsonObject[], questions: readonly Question[]) => Promise<readonly Asked[]>
  /** Asks queries, each over documents that are made for it. */
  readonly askEach: (texts: readonly string[]) => Promise<readonly Asked[]>
  readonly close: () => Promise<void>
}

export async function openPair(server: ServerDefinition): Promise<Pair> {
  const other = await startServer(server)
  const emulator = await startCosmosEmulator()
  const [ours, theirs] = await Promise.all([
    openSide(emulator.url, emulator.key),
    openSide(other.url, other.environment['COSMOS_KEY'] ?? ''),
  ])
  let partitions = 0

  async function askOver(documents: readonly JsonObject[], questions: readonly Question[]): Promise<readonly Asked[]> {
    const partition = `p${(partitions += 1)}`
    const [our, their] = await Promise.all([ours.write(partition, documents), theirs.write(partition, documents)])
    return inTurn(questions, async (question) => {
      const answers = await Promise.all([ours.ask(partition, question), theirs.ask(partition, question)])
      return {
        question,
        ours: { documents: our, answer: answers[0] },
        theirs: { documents: their, answer: answers[1] },
      }
    })
  }

  return {
    askOver,
    askEach: async (texts) =>
      (
        await inTurn(texts, (text) => {
          const { documents, question } = occasionFor(text)
          return askOver(documents, [question])
        })
      ).flat(),
    async close() {
      ours.close()
      theirs.close()
      await emulator.close()
      await other.stop()
    },
  }
}

/** Documents and parameters for a query; for the same text always the same. */
function occasionFor(text: string): { readonly documents: readonly JsonObject[]; readonly question: Question } {
  const query = read(text)
  if (query === undefined) return { documents: [{ id: '1' }], question: { text, parameters: anyParameters(text) } }
  const chance = chanceOf(text)
  const parameters = parametersFor(query, chance)
  return { documents: documentsFor(query, parameters, chance), question: { text, parameters } }
}

function read(text: string): Query | undefined {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof SqlError) return undefined
    throw error
  }
}

function anyParameters(text: string): ReadonlyMap<string, string> {
  return new Map((text.match(/@\w+/g) ?? []).map((name) => [name, 'v1']))
}

const atOnce = 4

/** Several at once, the results in order. */
async function inTurn<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (let at = 0; at < items.length; at += atOnce) {
    results.push(...(await Promise.all(items.slice(at, at + atOnce).map(run))))
  }
  return results
}
