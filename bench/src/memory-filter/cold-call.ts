/** The very first call of each way to answer one question, in this process. Prints their milliseconds as JSON. */
import { MemoryDatastoreProvider } from '@bytelyst/datastore'
import { checkSameAnswers } from '../measure/answers.ts'
import { settle } from '../measure/settle.ts'
import { activities } from './activity.ts'
import { coldCase, documents } from './cases.ts'
import { comparable, findersOf } from './finders.ts'
import { load } from './load.ts'

const data = activities(documents)
const collection = await load(new MemoryDatastoreProvider(), data)
settle()

const answers = []
const times: Record<string, number> = {}
for (const { name, find } of findersOf(coldCase, collection, data)) {
  const begin = performance.now()
  const answer = await find()
  times[name] = performance.now() - begin
  answers.push({ name, answer: comparable(answer) })
}
checkSameAnswers('memory filter, cold', answers)
console.log(JSON.stringify(times))
