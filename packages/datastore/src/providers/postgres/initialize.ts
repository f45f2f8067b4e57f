import { CloudError, type Call } from '@bytelyst/core'
import type { CollectionDefinition } from '../../driver.ts'
import { violatedIndex } from './classify.ts'
import type { Session, Sessions } from './sessions.ts'
import { labelOfIndexName, settingsOf, type Item, type Tables } from './tables.ts'

/**
 * Makes what is missing of these collections, all or nothing, one process after the other. What is there already needs no
 * privilege to be there: a user who may only read and write documents can initialise what another has made.
 *
 * @param collections - those given by name alone get a table and no settings
 */
export async function createCollections(
  sessions: Sessions,
  tables: Tables,
  collections: readonly (CollectionDefinition | string)[],
  call: Call,
): Promise<void> {
  const query: Query = (sql, values = []) => sessions.query(call, { sql, values })
  if ((await statementsFor(query, tables, collections)).length === 0) return
  try {
    await sessions.transaction(call, async (session) => {
      await session.run(tables.lock)
      // Another process may have made it since.
      for (const statement of await statementsFor((sql, values) => session.run(sql, values), tables, collections))
        await session.run(statement)
    })
  } catch (error) {
    const label = labelOfIndexName(violatedIndex(error))
    throw label === undefined ? error : duplicates(label)
  }
}

type Query = Session['run']

/** The statements that make what is missing. */
async function statementsFor(
  query: Query,
  tables: Tables,
  collections: readonly (CollectionDefinition | string)[],
): Promise<readonly string[]> {
  const definitions = collections.filter((collection) => typeof collection !== 'string')
  const items = [...tables.functions, ...collections.flatMap((collection) => itemsOf(tables, collection))]
  if (definitions.length > 0) items.push(tables.settingsItem)
  const catalog = `SELECT relname FROM pg_namespace LEFT JOIN (
      SELECT relnamespace, relname FROM pg_class UNION ALL SELECT pronamespace, proname FROM pg_proc
    ) AS made ON relnamespace = pg_namespace.oid AND relname = ANY($2::text[]) WHERE nspname = $1`
  const { rows } = await query(catalog, [tables.schema, items.map(({ name }) => name)])
  const names = new Set(rows.map(([name]) => name))
  const missing = items.filter(({ name }) => !names.has(name)).map(({ sql }) => sql)
  const hasSettings = names.has(tables.settingsItem.name)
  const unsaved = hasSettings ? await differing(query, tables, definitions) : definitions
  return [
    ...(rows.length === 0 ? [tables.schemaSql] : []),
    ...missing,
    ...unsaved.map((definition) => tables.saveSettings(definition)),
  ]
}

function itemsOf(tables: Tables, collection: CollectionDefinition | string): readonly Item[] {
  if (typeof collection === 'string') return tables.items(collection)
  const declared = collection.indexes.flatMap((index) => tables.declared(collection, index))
  return [...tables.items(collection.name), ...declared]
}

/** The collections whose settings are not stored as they are here. */
async function differing(
  query: Query,
  tables: Tables,
  definitions: readonly CollectionDefinition[],
): Promise<readonly CollectionDefinition[]> {
  if (definitions.length === 0) return []
  const sql = `SELECT name, partition_key_path, expiry, default_ttl FROM ${tables.settings} WHERE name = ANY($1::text[])`
  const { rows } = await query(sql, [definitions.map(({ name }) => name)])
  const stored = new Map(rows.map(([name, ...settings]) => [name, settingsOf(settings)]))
  return definitions.filter(({ name, defaultTtl }) => {
    const settings = stored.get(name)
    return settings === undefined || settings.defaultTtl !== defaultTtl
  })
}

/** The transaction around it is rolled back: nothing has changed. */
function duplicates(label: string): CloudError {
  const message = `the unique index ${label} cannot be declared: documents of one partition have the same values`
  return new CloudError({ code: 'already_exists', message })
}
