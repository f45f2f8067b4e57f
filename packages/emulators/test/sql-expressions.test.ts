import { describe, expect, it } from 'vitest'
import { evaluate, nothing, type Case } from './sql/evaluate.ts'

const boat = {
  id: 'b1',
  name: 'Étoile',
  masts: 2,
  tags: ['fast', 'red', 'old'],
  hull: { 'length over all': 12.5, keel: { kind: 'fin' } },
  crew: [{ name: 'Ann', age: 40 }, { name: 'Bo' }],
  'it\'s "here"': true,
  order: 7,
  nil: null,
}

function cases(topic: string, table: readonly Case[]): void {
  describe(topic, () => {
    it.each(table)('%s', (text, expected) => {
      expect(evaluate(text, boat, { one: 1, list: [1, 2], name: 'masts', object: { a: { b: 2 } } })).toEqual(expected)
    })
  })
}

cases('constants ("Constants")', [
  ['null', null],
  ['true', true],
  ['FALSE', false],
  ['undefined', nothing],
  ['12', 12],
  ['1.5e2', 150],
  ['.5', 0.5],
  ['5.', 5],
  ['0xFF', 255],
  ["'a'", 'a'],
  ['"a"', 'a'],
  ["'it\\'s'", "it's"],
  ['"say \\"hi\\""', 'say "hi"'],
  ["'\\\\ \\/ \\b\\f\\n\\r\\t \\u00e9'", '\\ / \b\f\n\r\t é'],
  ["'😀'", '😀'],
  ['[1, "a", null, [true]]', [1, 'a', null, [true]]],
  ['[]', []],
  ['{"a": 1, b: {\'c\': []}}', { a: 1, b: { c: [] } }],
  ['[1, undefined, 2]', [1, 2]],
  ['{"a": undefined, "b": 1}', { b: 1 }],
  ['{"__proto__": 1, "constructor": 2}', JSON.parse('{"__proto__": 1, "constructor": 2}')],
])

cases('what stands within ("Property access")', [
  ['c.name', 'Étoile'],
  ['c["name"]', 'Étoile'],
  ["c['name']", 'Étoile'],
  ['c.NAME', nothing],
  ['c["order"]', 7],
  ['c.hull["length over all"]', 12.5],
  ['c.hull.keel.kind', 'fin'],
  ['c["it\'s \\"here\\""]', true],
  ['c.tags[1]', 'red'],
  ['c.tags[@one]', 'red'],
  ['c.tags[1 + 1]', 'old'],
  ['c.tags[3]', nothing],
  ['c.tags[-1]', nothing],
  ['c.tags[0.5]', nothing],
  ['c.tags["0"]', nothing],
  ['c.tags.length', nothing],
  ['c.name.length', nothing],
  ['c.constructor', nothing],
  ['c.toString', nothing],
  ['c[@name]', 2],
  ['c.crew[0].name', 'Ann'],
  ['c.crew.name', nothing],
  ['c.nil.deeper', nothing],
  ['c.missing.deeper.still', nothing],
  ['@object.a.b', 2],
  ['@object["a"]["b"]', 2],
  ['{"a": [5]}.a[0]', 5],
  ['[4, 5][1]', 5],
  ['(c.hull).keel.kind', 'fin'],
])

cases('arithmetic ("Arithmetic operators")', [
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['10 - 4 - 3', 3],
  ['7 / 2', 3.5],
  ['-7 % 3', -1],
  ['2 - -3', 5],
  ['+c.masts', 2],
  ['-c.masts', -2],
  ['1 / 0', nothing],
  ['0 / 0', nothing],
  ['1 % 0', nothing],
  ["1 + '1'", nothing],
  ['1 + null', nothing],
  ['1 + true', nothing],
  ['-c.name', nothing],
  ['1 + c.missing', nothing],
])

cases('bits ("Bitwise operators")', [
  ['6 & 3', 2],
  ['6 | 3', 7],
  ['6 ^ 3', 5],
  ['~5', -6],
  ['1 << 4', 16],
  ['-16 >> 2', -4],
  ['-16 >>> 28', 15],
  ['3 & 1 = 1', true],
  ["3 & '1'", nothing],
])

cases('precedence ("Operators")', [
  ['10 - 2 * 3', 4],
  ['2 * 3 % 4', 2],
  ['1 << 1 + 1', 4],
  ['2 & 1 << 1', 2],
  ['1 ^ 3 & 2', 3],
  ['1 | 1 ^ 1', 1],
  ['2 = 1 | 2', false],
  ['3 > 2 = true AND true', true],
  ['NOT 1 = 2', true],
  ['NOT false AND false', false],
  ['true OR false AND false', true],
  ['false ?? true OR true', false],
  ['false ? 1 : true ?? 2', true],
  ['-2 * 3', -6],
  ['~1 + 1', -1],
  ['-c.crew[0].age', -40],
])

cases('text ("String operators")', [
  ["'a' || 'b' || 'c'", 'abc'],
  ["'a' || 1", nothing],
  ["'a' || c.missing", nothing],
  ["'a' || 'b' = 'ab'", true],
])

cases('choice ("Ternary and coalesce operators")', [
  ['true ? 1 : 2', 1],
  ['false ? 1 : 2', 2],
  ['c.missing ? 1 : 2', 2],
  ['1 ? 1 : 2', 2],
  ["c.masts = 1 ? 'one' : c.masts = 2 ? 'two' : 'many'", 'two'],
  ['true ? false ? 1 : 2 : 3', 2],
  ['c.missing ?? 5', 5],
  ['c.nil ?? 5', null],
  ['c.missing ?? c.gone ?? c.masts', 2],
  ['c.missing ?? undefined', nothing],
  ['c.missing = 1 ?? true', true],
  ['IIF(true, 1, 2)', 1],
  ['IIF(c.masts, 1, 2)', 2],
])

cases('LIKE ("LIKE keyword")', [
  ["'abc' LIKE 'abc'", true],
  ["'abc' LIKE 'a%'", true],
  ["'abc' LIKE '%c'", true],
  ["'abc' LIKE '%b%'", true],
  ["'abc' LIKE 'a_c'", true],
  ["'abc' LIKE '_'", false],
  ["'abc' LIKE 'ABC'", false],
  ["'' LIKE '%'", true],
  ["'aXbXc' LIKE 'a%X%c'", true],
  ["'abc' LIKE '[a-c]bc'", true],
  ["'abc' LIKE '[^a]bc'", false],
  ["'abc' LIKE '[xyz]bc'", false],
  ["'10%' LIKE '10!%' ESCAPE '!'", true],
  ["'100' LIKE '10!%' ESCAPE '!'", false],
  ["'a_b' LIKE 'a^_b' ESCAPE '^'", true],
  ["'abc' NOT LIKE 'a%'", false],
  ["'abc' NOT LIKE 'b%'", true],
  ["1 LIKE '%'", nothing],
  ["c.missing NOT LIKE '%'", nothing],
  ["'😀x' LIKE '_x'", true],
  ["'a.c' LIKE 'a.c'", true],
  ["'abc' LIKE 'a.c'", false],
])

cases('comments and case', [
  ['1 -- one\n + 1', 2],
  ['1 /* and */ + /* a\nline */ 1', 2],
  ['lower("AB")', 'ab'],
  ['Is_Defined(c.name) aNd not is_Null(c.name)', true],
])
