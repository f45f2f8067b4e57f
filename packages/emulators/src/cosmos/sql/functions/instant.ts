import type { Value } from '../value.ts'

/** A moment in ticks of a ten-millionth of a second since 1970. */
type Instant = bigint

export const ticksPerMillisecond = 10_000n

/** A part of a moment that can be added, read and counted. */
export type Part =
  | 'year'
  | 'month'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'microsecond'
  | 'nanosecond'

const names: Readonly<Record<Part, readonly string[]>> = {
  year: ['year', 'yyyy', 'yy'],
  month: ['month', 'mm', 'm'],
  day: ['day', 'dd', 'd'],
  hour: ['hour', 'hh'],
  minute: ['minute', 'mi', 'n'],
  second: ['second', 'ss', 's'],
  millisecond: ['millisecond', 'ms'],
  microsecond: ['microsecond', 'mcs'],
  nanosecond: ['nanosecond', 'ns'],
}

export function partOf(name: Value): Part | undefined {
  if (typeof name !== 'string') return undefined
  return (Object.keys(names) as Part[]).find((part) => names[part].includes(name.toLowerCase()))
}

const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?Z$/

export function instant(text: Value): Instant | undefined {
  const match = typeof text === 'string' ? pattern.exec(text) : null
  if (!match) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const milliseconds = utc(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month - 1)
  if (!valid || hour > 23 || minute > 59 || second > 59) return undefined
  return BigInt(milliseconds) * ticksPerMillisecond + BigInt((match[7] ?? '').padEnd(7, '0'))
}

/** The moment as the service writes it; undefined beyond the years of four digits. */
export function format(moment: Instant): string | undefined {
  const { date, ticks } = split(moment)
  const year = date.getUTCFullYear()
  if (!(year >= 1 && year <= 9999)) return undefined
  return `${date.toISOString().slice(0, 19)}.${String(ticks).padStart(7, '0')}Z`
}

/** The moment in whole seconds, and the ticks beyond them. */
function split(moment: Instant): { date: Date; ticks: bigint } {
  const second = ticksPerMillisecond * 1000n
  const ticks = ((moment % second) + second) % second
  return { date: new Date(Number((moment - ticks) / ticksPerMillisecond)), ticks }
}

/** `Date.UTC`, which takes the years before 100 for those after 1900. */
function utc(year: number, month: number, day: number): number {
  const date = new Date(0)
  return date.setUTCFullYear(year, month, day)
}

function daysOf(year: number, month: number): number {
  return new Date(utc(year, month + 1, 0)).getUTCDate()
}

const hundredNanoseconds = 100

const ticksOf: Readonly<Partial<Record<Part, bigint>>> = {
  day: 864_000_000_000n,
  hour: 36_000_000_000n,
  minute: 600_000_000n,
  second: 10_000_000n,
  millisecond: ticksPerMillisecond,
  microsecond: 10n,
}

export function plus(moment: Instant, part: Part, count: number): Instant {
  const ticks = ticksOf[part]
  if (ticks !== undefined) return moment + ticks * BigInt(count)
  if (part === 'nanosecond') return moment + BigInt(Math.trunc(count / hundredNanoseconds))
  const { date } = split(moment)
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + count * (part === 'year' ? 12 : 1)
  const [year, month] = [Math.floor(months / 12), ((months % 12) + 12) % 12]
  if (!(year >= 0 && year <= 10_000)) return BigInt(8.64e15) * ticksPerMillisecond
  const day = Math.min(date.getUTCDate(), daysOf(year, month))
  const days = (utc(year, month, day) - utc(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())) / 86_400_000
  return moment + BigInt(days) * (ticksOf.day as bigint)
}

/** How many boundaries of the part lie between two moments. */
export function difference(from: Instant, to: Instant, part: Part): number {
  const ticks = ticksOf[part]
  if (ticks !== undefined) return Number(floor(to, ticks) - floor(from, ticks))
  if (part === 'nanosecond') return Number(to - from) * hundredNanoseconds
  const [start, end] = [split(from).date, split(to).date]
  const years = end.getUTCFullYear() - start.getUTCFullYear()
  return part === 'year' ? years : years * 12 + end.getUTCMonth() - start.getUTCMonth()
}

function floor(moment: Instant, ticks: bigint): bigint {
  return (moment - (((moment % ticks) + ticks) % ticks)) / ticks
}

export function datePart(moment: Instant, part: Part): number {
  const { date, ticks } = split(moment)
  const parts: Readonly<Record<Part, number>> = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: Number(ticks / ticksPerMillisecond),
    microsecond: Number(ticks / 10n),
    nanosecond: Number(ticks) * hundredNanoseconds,
  }
  return parts[part]
}
