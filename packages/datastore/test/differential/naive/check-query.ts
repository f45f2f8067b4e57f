import { columnsOf, type AggregateQuery } from './aggregate.ts'
import { checkOptions, checkPath, checkValue, checkWhole, isScalar, isStorableNumber, require } from './check.ts'
import { isObject, type Sort } from './order.ts'

export function checkSort(sort: unknown): Sort {
  if (sort === undefined) return {}
  require(isObject(sort) && Object.keys(sort).length <= 3, 'at most 3 keys')
  for (const [path, direction] of Object.entries(sort)) {
    checkPath(path)
    require(direction === 1 || direction === -1, '1 or -1')
  }
  return sort as Sort
}

export function checkSelect(select: unknown): readonly string[] | undefined {
  if (select === undefined) return undefined
  require(Array.isArray(select), 'a list of paths')
  return select.map(checkPath)
}

export function checkAggregate(given: unknown): AggregateQuery {
  const columns = ['groupBy', 'count', 'sum', 'avg', 'min', 'max', 'sort', 'limit']
  const query = checkOptions(given, ['filter', 'partitionKey', ...columns])
  const { groupBy = [], count, sort = {}, limit } = query
  require(Array.isArray(groupBy), 'a list of paths')
  const names: string[] = groupBy.map(checkPath)
  if (count !== undefined) {
    require(typeof count === 'string', 'the name of a column')
    names.push(count)
  }
  for (const operation of ['sum', 'avg', 'min', 'max'] as const) {
    const column = query[operation]
    if (column === undefined) continue
    require(typeof column === 'string' || (isObject(column) && Object.keys(column).length > 0), 'columns')
    for (const [name, [, path]] of Object.entries(columnsOf({ [operation]: column as string }))) {
      checkPath(path)
      names.push(name)
    }
  }
  require(names.length > 0 && !names.includes(''), 'groups or columns')
  require(new Set(names).size === names.length, 'columns of different names')
  require(isObject(sort) && Object.keys(sort).length <= 3, 'a sort of at most 3 keys')
  for (const [name, direction] of Object.entries(sort)) {
    require(names.includes(name) && (direction === 1 || direction === -1), 'a sort by columns')
  }
  checkWhole(limit, 0)
  return query
}

const isNumber = (operand: unknown): boolean => typeof operand === 'number' && isStorableNumber(operand)
const isAny = (operand: unknown): boolean => operand !== undefined

const patchOperands: Readonly<Record<string, (operand: unknown) => boolean>> = {
  $set: isAny,
  $setOnInsert: isAny,
  $push: (operand) => isAny(operand) && !(isObject(operand) && Object.hasOwn(operand, '$each')),
  $unset: (operand) => operand === true || operand === 1 || operand === '',
  $inc: isNumber,
  $min: isNumber,
  $max: isNumber,
  $addToSet: isScalar,
  $pull: isScalar,
}

/** "An empty patch, overlapping paths, `$inc` by a non-number: `invalid_argument`"; identities never change. */
export function checkPatch(patch: unknown, upsert: boolean, partitionKeyPath: string): void {
  require(isObject(patch), 'a patch')
  const paths: string[] = []
  for (const [operator, fields] of Object.entries(patch)) {
    const accepts = patchOperands[operator]
    require(Object.hasOwn(patchOperands, operator) && accepts !== undefined, `no operator ${operator}`)
    require(operator !== '$setOnInsert' || upsert, '$setOnInsert with upsert')
    require(isObject(fields), 'an object of paths')
    for (const [path, operand] of Object.entries(fields)) {
      checkPath(path)
      require(accepts(operand), `an operand of ${operator}`)
      checkValue(operand, path.split('.').length + (operator === '$push' ? 2 : 1))
      paths.push(path)
    }
  }
  require(paths.length > 0, 'a change')
  const all = [...paths, 'id', partitionKeyPath]
  for (const [i, path] of paths.entries()) {
    require(!all.some((other, j) => i !== j && overlaps(path, other)), 'paths that do not overlap')
  }
}

/** Whether one path is the other, or above or below it. */
export function overlaps(one: string, other: string): boolean {
  return `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`)
}
