import { isCloudError } from '@bytelyst/core'
import type { JsonDocument } from '../../types/document.ts'
import type { AnyDocument } from '../context.ts'
import { collectionMutant, driverMutant, mapValues, storing, type Collection, type DatastoreMutant } from './mutant.ts'

/** What is kept wrongly, and the sentence that it breaks. */
const lossy: readonly (readonly [id: string, breaks: string, change: (value: unknown) => unknown])[] = [
  ['nulls-dropped', 'null comes back as null', (value) => (value === null ? undefined : value)],
  ['booleans-as-numbers', 'booleans stay booleans', (value) => (typeof value === 'boolean' ? Number(value) : value)],
  ['empty-string-as-null', 'the empty string is no null', (value) => (value === '' ? null : value)],
  [
    'astral-lost',
    'text is Unicode',
    (value) => (typeof value === 'string' ? value.replaceAll(/[\ud800-\udfff]/g, '?') : value),
  ],
  [
    'control-characters-stripped',
    'control characters are kept',
    // oxlint-disable-next-line no-control-regex -- control characters are what is stripped
    (value) => (typeof value === 'string' ? value.replaceAll(/[\u0000-\u001f]/g, '') : value),
  ],
  [
    'backslashes-doubled',
    'nothing is escaped twice',
    (value) => (typeof value === 'string' ? value.replaceAll('\\', '\\\\') : value),
  ],
  [
    'text-trimmed',
    'text is kept whole',
    (value) => (typeof value === 'string' && value.length < 1000 ? value.trim().slice(0, 60) : value),
  ],
  ['text-cut', 'long text is kept whole', (value) => (typeof value === 'string' ? value.slice(0, 30_000) : value)],
  ['integers-32-bit', 'integers are exact to 2^53-1', (value) => (Number.isInteger(value) ? Number(value) | 0 : value)],
  ['single-precision', 'numbers are doubles', (value) => (typeof value === 'number' ? Math.fround(value) : value)],
  [
    'decimals',
    'arithmetic and storage are on doubles',
    (value) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value),
  ],
  [
    'empty-containers-dropped',
    'empty objects and arrays are kept',
    (value) => (typeof value === 'object' && value !== null && Object.keys(value).length === 0 ? undefined : value),
  ],
  ['lists-flattened', 'lists nest', (value) => (Array.isArray(value) ? value.flat() : value)],
  [
    'lists-of-one-type',
    'lists hold any mix of types',
    (value) => (Array.isArray(value) ? value.filter((element) => typeof element === typeof value[0]) : value),
  ],
  ['lists-cut', 'long lists are kept whole', (value) => (Array.isArray(value) ? value.slice(0, 1000) : value)],
  [
    'depth-cut',
    'documents nest to 30 levels',
    (value) => (JSON.stringify(value)?.startsWith('{"a":{"a":{"a":{"a":{"a":') ? {} : value),
  ],
]

/** Renames the fields of objects below the top level, and at the top all but the identity. */
function renaming(document: JsonDocument, rename: (field: string) => string): JsonDocument {
  return mapValues({ id: document['id'] ?? '', pk: document['pk'] ?? '', rest: document }, (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([field, child]) => [rename(field), child]))
      : value,
  )['rest'] as JsonDocument
}

/** Writes something valid in the place of what should be refused. */
function repaired(document: unknown): AnyDocument {
  if (typeof document !== 'object' || document === null) return { id: 'repaired', pk: 'p' }
  const { id, pk } = document as AnyDocument
  const text = (value: unknown): string =>
    typeof value === 'string' && /^[a-z]{1,10}$/.test(value) ? value : 'repaired'
  return { id: text(id), pk: text(pk), tenant: { id: 't' } }
}

async function insteadOfRefusing<R>(call: Promise<R>, instead: () => Promise<R>): Promise<R> {
  try {
    return await call
  } catch (error) {
    if (isCloudError(error, 'invalid_argument')) return instead()
    throw error
  }
}

export const valueMutants: readonly DatastoreMutant[] = [
  ...lossy.map(([id, breaks, change]) =>
    driverMutant(`values/${id}`, breaks, (driver) => storing(driver, (document) => mapValues(document, change))),
  ),
  driverMutant('values/field-names-folded', 'field names are told apart by case', (driver) =>
    storing(driver, (document) => renaming(document, (field) => field.toLowerCase())),
  ),
  driverMutant('values/field-names-cleaned', 'field names are any text', (driver) =>
    storing(driver, (document) => renaming(document, (field) => field.replaceAll(/[^\p{L}\p{N}_-]/gu, ''))),
  ),
  driverMutant('values/inherited-names-lost', 'fields may be named like inherited properties', (driver) =>
    storing(driver, (document) => renaming(document, (field) => (field in {} ? `${field}_` : field))),
  ),
  driverMutant('values/many-fields-lost', 'documents may have many fields', (driver) =>
    storing(driver, (document) =>
      mapValues(document, (value) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).slice(0, 500))
          : value,
      ),
    ),
  ),
  driverMutant(
    'values/reserved-names-stripped-everywhere',
    'reserved names are plain data below the top level',
    (driver) =>
      storing(driver, (document) => renaming(document, (field) => (field.startsWith('_') ? `x${field}` : field))),
  ),
  driverMutant('values/size-limit-too-small', 'documents of maxDocumentBytes are stored', (driver) => ({
    write(target, record, expected, call) {
      if (JSON.stringify(record.document).length > 199_000) throw new Error('too large')
      return driver.write(target, record, expected, call)
    },
  })),
  collectionMutant('values/invalid-documents-repaired', 'what cannot be stored is refused', (items) => ({
    create: (document, options) =>
      insteadOfRefusing(items.create(document, options), () => items.upsert(repaired(document))),
    upsert: (document, options) =>
      insteadOfRefusing(items.upsert(document, options), () => items.upsert(repaired(document))),
  })),
  collectionMutant('values/invalid-parts-dropped', 'an invalid part refuses the whole document', (items) => ({
    create: (document, options) =>
      insteadOfRefusing(items.create(document, options), () => items.create(jsonOf(document), options)),
  })),
  collectionMutant('values/dates-as-numbers', 'Date becomes ISO-8601 text', (items) => ({
    create: (document, options) =>
      items.create(
        withDatesAs(document, (date) => date.getTime()),
        options,
      ),
    findMany: (query) => items.findMany({ ...query, filter: withDatesAs(query.filter, (date) => date.getTime()) }),
    update: (id, pk, patch, options) =>
      items.update(
        id,
        pk,
        withDatesAs(patch, (date) => date.getTime()),
        options,
      ),
  })),
  collectionMutant('values/undefined-as-null', 'undefined fields are dropped', (items) => ({
    create: (document, options) => items.create(withUndefinedAsNull(document), options),
  })),
  collectionMutant('values/negative-zero-kept', '-0 is 0', (items) => ({
    async create(document, options) {
      const written = await items.create(document, options)
      return Object.is((document as AnyDocument)['n'], -0) ? { ...written, n: -0 } : written
    },
  })),
  collectionMutant('values/errors-quote-the-document', 'an error never repeats the document', (items) => ({
    create: (document, options) => explaining(items.create(document, options), document),
  })),
]

async function explaining(call: ReturnType<Collection['create']>, document: unknown): ReturnType<Collection['create']> {
  try {
    return await call
  } catch (error) {
    if (!isCloudError(error)) throw error
    throw error.with({ message: `bad document ${String(Object.values(document as object))}` })
  }
}

/** What JSON makes of a document: NaN is null, functions are gone. */
function jsonOf(document: unknown): AnyDocument {
  return JSON.parse(
    JSON.stringify(document, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
  ) as AnyDocument
}

function withDatesAs<V>(value: V, convert: (date: Date) => unknown): V {
  if (value instanceof Date) return (Number.isNaN(value.getTime()) ? value : convert(value)) as V
  if (Array.isArray(value)) return value.map((element: unknown) => withDatesAs(element, convert)) as V
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([field, child]) => [field, withDatesAs(child, convert)])) as V
}

function withUndefinedAsNull<V>(value: V): V {
  if (value === undefined) return null as V
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([field, child]) => [field, withUndefinedAsNull(child)])) as V
}
