import { isCloudError } from '@bytelyst/core'
import type { AnyDocument } from '../context.ts'
import { collectionMutant, type DatastoreMutant } from './mutant.ts'

type AnyPatch = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

/** A collection that applies another patch than it was given. */
function patching(id: string, breaks: string, change: (patch: AnyPatch) => AnyPatch): DatastoreMutant {
  return collectionMutant(`update/${id}`, breaks, (items) => ({
    update: (key, pk, patch, options) => items.update(key, pk, isPatch(patch) ? change(patch) : patch, options),
  }))
}

function isPatch(patch: unknown): patch is AnyPatch {
  return (
    typeof patch === 'object' &&
    patch !== null &&
    Object.values(patch).every((fields) => typeof fields === 'object' && fields !== null)
  )
}

/** The patch with one operator turned into another. */
function turned(from: string, to: string, value: (operand: unknown) => unknown = (operand) => operand) {
  return (patch: AnyPatch): AnyPatch => {
    const { [from]: fields, ...rest } = patch
    if (fields === undefined) return patch
    const changed = Object.fromEntries(Object.entries(fields).map(([path, operand]) => [path, value(operand)]))
    return { ...rest, [to]: { ...rest[to], ...changed } }
  }
}

/** The patch without the paths of one operator that a test picks. */
function without(operator: string, test: (path: string, operand: unknown) => boolean) {
  return (patch: AnyPatch): AnyPatch => {
    const fields = Object.entries(patch[operator] ?? {}).filter(([path, operand]) => !test(path, operand))
    const rest = Object.fromEntries(Object.entries(patch).filter(([name]) => name !== operator))
    const kept = fields.length === 0 ? rest : { ...rest, [operator]: Object.fromEntries(fields) }
    return Object.keys(kept).length === 0 ? { $set: { untouched: true } } : kept
  }
}

/** A collection that looks at the stored document before it patches. */
function looking(
  id: string,
  breaks: string,
  change: (patch: AnyPatch, stored: AnyDocument) => AnyPatch,
): DatastoreMutant {
  return collectionMutant(`update/${id}`, breaks, (items) => ({
    async update(key, pk, patch, options) {
      const stored = isPatch(patch) ? await items.findById(key, pk).catch(() => null) : null
      return items.update(key, pk, stored === null ? patch : change(patch as AnyPatch, stored), options)
    },
  }))
}

/** Invalid patches that are taken: the error becomes an answer. */
function tolerant(
  id: string,
  breaks: string,
  code: 'invalid_argument' | 'precondition_failed',
  applies: (patch: unknown) => boolean,
): DatastoreMutant {
  return collectionMutant(`update/${id}`, breaks, (items) => ({
    update: (key, pk, patch, options) =>
      items.update(key, pk, patch, options).catch((error: unknown) => {
        if (!isCloudError(error, code) || !applies(patch) || options?.ifMatch !== undefined) throw error
        return { id: key, pk }
      }),
  }))
}

export const updateMutants: readonly DatastoreMutant[] = [
  patching(
    'set-as-unset',
    '$set puts values',
    turned('$set', '$unset', () => true),
  ),
  patching(
    'set-of-objects-dropped',
    '$set puts values of any kind',
    without('$set', (_path, value) => typeof value === 'object' && value !== null),
  ),
  patching(
    'nested-paths-dropped',
    '$set reaches nested paths',
    without('$set', (path) => path.includes('.')),
  ),
  patching(
    'odd-names-dropped',
    'fields may have any name',
    without('$set', (path) => path.includes("'")),
  ),
  patching(
    'unset-as-null',
    '$unset removes a field',
    turned('$unset', '$set', () => null),
  ),
  looking('unset-creates-parents', '$unset of what is absent does nothing', (patch, stored) => {
    const deep = Object.keys(patch['$unset'] ?? {}).find(
      (path) => path.includes('.') && !(String(path.split('.')[0]) in stored),
    )
    return deep === undefined
      ? patch
      : { ...patch, $set: { ...patch['$set'], [String(deep.split('.')[0])]: {} }, $unset: { gone: true } }
  }),
  patching('inc-as-set', '$inc adds', turned('$inc', '$set')),
  patching(
    'inc-absolute',
    '$inc takes negative amounts',
    turned('$inc', '$inc', (amount) => Math.abs(Number(amount))),
  ),
  patching(
    'inc-integers',
    'arithmetic is on doubles',
    turned('$inc', '$inc', (amount) => Math.trunc(Number(amount))),
  ),
  looking('inc-missing-ignored', '$inc of a missing or null field counts from 0', (patch, stored) =>
    without('$inc', (path) => (stored[path] ?? null) === null)(patch),
  ),
  looking('inc-decimal', 'arithmetic is on doubles, not on decimals', (patch, stored) => {
    const decimal = Object.entries(patch['$inc'] ?? {}).find(([path]) => stored[path] === 0.1)
    return decimal === undefined ? patch : { ...patch, $set: { [decimal[0]]: 0.3 }, $inc: { big: 1 } }
  }),
  patching('min-as-max', '$min keeps the smaller', turned('$min', '$max')),
  patching('max-as-min', '$max keeps the greater', turned('$max', '$min')),
  patching('max-as-set', '$max keeps what is greater already', turned('$max', '$set')),
  looking('min-missing-ignored', '$min and $max of a missing field set it', (patch, stored) =>
    without('$min', (path) => (stored[path] ?? null) === null)(patch),
  ),
  patching(
    'push-spreads',
    '$push appends one value, an array as one element',
    turned('$push', '$push', (value) => (Array.isArray(value) ? (value[0] as unknown) : value)),
  ),
  patching('push-as-add-to-set', '$push appends also what is there', (patch) =>
    turned(
      '$push',
      '$addToSet',
    )({
      ...patch,
      $push: Object.fromEntries(Object.entries(patch['$push'] ?? {}).filter(([, value]) => typeof value !== 'object')),
    }),
  ),
  looking('push-missing-ignored', '$push to a missing or null field makes an array', (patch, stored) =>
    without('$push', (path) => (stored[path] ?? null) === null)(patch),
  ),
  patching('add-to-set-as-push', '$addToSet appends unless it is there', turned('$addToSet', '$push')),
  looking('add-to-set-by-text', '$addToSet compares by type', (patch, stored) =>
    without(
      '$addToSet',
      (path, value) =>
        Array.isArray(stored[path]) && (stored[path] as unknown[]).some((element) => String(element) === String(value)),
    )(patch),
  ),
  looking('add-to-set-missing-ignored', '$addToSet to a missing or null field makes an array', (patch, stored) =>
    without('$addToSet', (path) => (stored[path] ?? null) === null)(patch),
  ),
  looking('pull-first-alone', '$pull removes every equal scalar', (patch, stored) => {
    const entries = Object.entries(patch['$pull'] ?? {}).filter(([path]) => Array.isArray(stored[path]))
    if (entries.length === 0) return patch
    const pulled = entries.map(([path, value]) => {
      const list = [...(stored[path] as unknown[])]
      const at = list.indexOf(value)
      if (at >= 0) list.splice(at, 1)
      return [path, list]
    })
    const { $pull: _pull, ...rest } = patch
    return { ...rest, $set: { ...rest['$set'], ...(Object.fromEntries(pulled) as object) } }
  }),
  looking('pull-creates', '$pull on a missing or null field does nothing', (patch, stored) => {
    const missing = Object.keys(patch['$pull'] ?? {}).filter(
      (path) => (stored[path] ?? null) === null && !path.includes('.'),
    )
    if (missing.length === 0) return patch
    return { $set: Object.fromEntries(missing.map((path) => [path, []])) }
  }),
  patching('set-on-insert-dropped', '$setOnInsert counts when the document is created', (patch) => {
    const { $setOnInsert: _inserted, ...rest } = patch
    return rest
  }),
  patching('set-on-insert-always', '$setOnInsert is ignored on an existing document', turned('$setOnInsert', '$set')),
  collectionMutant('update/upsert-always', 'upsert: false is no upsert', (items) => ({
    update: (id, pk, patch, options) =>
      items.update(
        id,
        pk,
        patch,
        options === undefined || !('upsert' in options) || options.ifMatch !== undefined
          ? options
          : { ...options, upsert: true },
      ),
  })),
  collectionMutant('update/upsert-never', 'upsert: true creates', (items) => ({
    update: (id, pk, patch, options) =>
      items.update(
        id,
        pk,
        patch,
        options?.upsert === true && options.ifMatch === undefined ? { ...options, upsert: false } : options,
      ),
  })),
  collectionMutant('update/upsert-with-etag', 'upsert with ifMatch is refused', (items) => ({
    update: (id, pk, patch, options) => {
      if (options?.upsert !== true || options.ifMatch === undefined) return items.update(id, pk, patch, options)
      const { ifMatch: _etag, ...rest } = options
      return items.update(id, pk, patch, rest)
    },
  })),
  tolerant(
    'set-on-insert-alone',
    '$setOnInsert without upsert is refused',
    'invalid_argument',
    (patch) => isPatch(patch) && '$setOnInsert' in patch,
  ),
  tolerant(
    'any-patch',
    'an invalid patch is refused',
    'invalid_argument',
    (patch) => !isPatch(patch) || !('$setOnInsert' in patch),
  ),
  tolerant('unfit-ignored', 'a patch that does not fit is precondition_failed', 'precondition_failed', () => true),
  collectionMutant('update/by-steps', 'a patch is applied as a whole or not at all', (items) => ({
    async update(id, pk, patch, options) {
      if (!isPatch(patch) || options?.ifMatch !== undefined || Object.keys(patch).length < 2)
        return items.update(id, pk, patch, options)
      let stored: AnyDocument | undefined
      for (const [operator, fields] of Object.entries(patch)) {
        stored = await items.update(id, pk, { [operator]: fields }, options)
      }
      return stored as AnyDocument
    },
  })),
  collectionMutant('update/answers-before', 'update returns the stored document', (items) => ({
    async update(id, pk, patch, options) {
      const before = await items.findById(id, pk).catch(() => null)
      const after = await items.update(id, pk, patch, options)
      return before ?? after
    },
  })),
  collectionMutant('update/touches-others', 'update changes one document', (items) => ({
    async update(id, pk, patch, options) {
      const after = await items.update(id, pk, patch, options)
      const other = await items.findById('b', 'p')
      if (id === 'a' && other !== null) await items.upsert({ ...other, touched: true })
      return after
    },
  })),
]
