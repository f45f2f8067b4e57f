import { datePart, format, instant, type Part, partOf, plus, difference, ticksPerMillisecond } from './instant.ts'
import { between, fixed, type FunctionDefinition, type Functions } from './definition.ts'
import type { Value } from '../value.ts'

function now(convert: (milliseconds: number) => Value): FunctionDefinition {
  return { minimum: 0, maximum: 0, call: (_, clock) => convert(clock()) }
}

/** Of a part by its name and moments as the service writes them; undefined if one is none. */
function withPart(call: (part: Part, ...args: Value[]) => Value): (...args: Value[]) => Value {
  return (name, ...args) => {
    const part = partOf(name)
    return part === undefined ? undefined : call(part, ...args)
  }
}

function add(part: Part, count: Value, text: Value): Value {
  const moment = instant(text)
  if (moment === undefined || !Number.isInteger(count)) return undefined
  return format(plus(moment, part, count as number))
}

function diff(part: Part, start: Value, end: Value): Value {
  const [from, to] = [instant(start), instant(end)]
  return from === undefined || to === undefined ? undefined : difference(from, to, part)
}

function read(part: Part, text: Value): Value {
  const moment = instant(text)
  return moment === undefined ? undefined : datePart(moment, part)
}

function fromParts(...parts: Value[]): Value {
  if (!parts.every((part) => Number.isInteger(part))) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, fraction = 0] = parts as number[]
  const text = [
    `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`,
    `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}.${pad(fraction, 7)}Z`,
  ].join('T')
  return instant(text) === undefined ? undefined : text
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

function fromTicks(ticks: Value): Value {
  return Number.isInteger(ticks) ? format(BigInt(ticks as number)) : undefined
}

function fromTimestamp(milliseconds: Value): Value {
  return Number.isInteger(milliseconds) ? format(BigInt(milliseconds as number) * ticksPerMillisecond) : undefined
}

function toTicks(text: Value): Value {
  const moment = instant(text)
  return moment === undefined ? undefined : Number(moment)
}

function toTimestamp(text: Value): Value {
  const moment = instant(text)
  return moment === undefined ? undefined : Number(moment / ticksPerMillisecond)
}

const currentDateTime = now(fromTimestamp)
const currentTicks = now((milliseconds) => Math.trunc(milliseconds) * Number(ticksPerMillisecond))
const currentTimestamp = now(Math.trunc)

/** Moments are texts like `2026-01-31T23:59:59.1234567Z`; ticks are a ten-millionth of a second, since 1970. */
export const dateFunctions: Functions = {
  DATETIMEADD: fixed(3, withPart(add)),
  DATETIMEDIFF: fixed(3, withPart(diff)),
  DATETIMEFROMPARTS: between(3, 7, fromParts),
  DATETIMEPART: fixed(2, withPart(read)),
  DATETIMETOTICKS: fixed(1, toTicks),
  DATETIMETOTIMESTAMP: fixed(1, toTimestamp),
  GETCURRENTDATETIME: currentDateTime,
  GETCURRENTDATETIMESTATIC: currentDateTime,
  GETCURRENTTICKS: currentTicks,
  GETCURRENTTICKSSTATIC: currentTicks,
  GETCURRENTTIMESTAMP: currentTimestamp,
  GETCURRENTTIMESTAMPSTATIC: currentTimestamp,
  TICKSTODATETIME: fixed(1, fromTicks),
  TIMESTAMPTODATETIME: fixed(1, fromTimestamp),
}
