import { invalid } from '../document/invalid.ts'
import { isIdPath, parsePath } from '../document/path.ts'
import type { SortKey } from '../driver.ts'
import { isPlainObject } from '../document/plain-object.ts'

const maxSortKeys = 3

/** @throws CloudError `invalid_argument` for what is no sort */
export function parseSort(sort: unknown): readonly SortKey[] {
  if (sort === undefined) return []
  if (!isPlainObject(sort)) throw invalid('sort', 'an object of paths', sort)
  const names = Object.keys(sort)
  if (names.length > maxSortKeys) throw invalid('sort', `at most ${maxSortKeys} keys`)
  return names.map((name) => {
    const path = parsePath(name, `sort.${name}`)
    const direction = sort[name]
    if (direction !== 1 && direction !== -1) throw invalid(`sort.${name}`, '1 or -1')
    return { path, direction }
  })
}

/** Whether one of the keys is the document's id, after which nothing but the partition key can still differ. */
export function sortsById(sort: readonly SortKey[]): boolean {
  return sort.some(({ path }) => isIdPath(path))
}
