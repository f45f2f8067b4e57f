import { murmurHash128, murmurHash32 } from './murmur-hash.ts'
import { missing, type KeyComponent, type PartitionKey, type PartitionKeyDefinition } from './partition-key.ts'

const encoder = new TextEncoder()

/** The first version of the hash looks at so many characters of a string. */
const charactersInFirstVersion = 100

/**
 * Where a partition key is in a container's ring of hashes: upper-case hexadecimal text, compared as text. The same as
 * the SDK computes for bulk requests, or they would reach the wrong range. A prefix of a hierarchical key gives the text
 * with which those of all its keys begin.
 */
export function effectivePartitionKey(key: PartitionKey, { kind, version }: PartitionKeyDefinition): string {
  if (kind === 'MultiHash') return key.map((component) => secondVersion([component])).join('')
  return version === 2 ? secondVersion(key) : firstVersion(key[0])
}

/** The least effective partition key of the second version at this place of the ring, of 2^30 places. */
export function secondVersionBoundary(place: number): string {
  return place.toString(16).padStart(8, '0').toUpperCase()
}

/** The same of the first version. */
export function firstVersionBoundary(place: number): string {
  return hexadecimal(encodedNumber(place * 4))
}

function secondVersion(key: PartitionKey): string {
  const [low, high] = murmurHash128(Buffer.concat(key.map((component) => hashed(component, 0xff))))
  const top = high & 0x3fff_ffff_ffff_ffffn
  return `${top.toString(16).padStart(16, '0')}${low.toString(16).padStart(16, '0')}`.toUpperCase()
}

function firstVersion(whole: KeyComponent = missing): string {
  const component = typeof whole === 'string' ? whole.slice(0, charactersInFirstVersion) : whole
  return hexadecimal([...encodedNumber(murmurHash32(hashed(component, 0x00))), ...encoded(component)])
}

/** A component as it goes into the hash. */
function hashed(component: KeyComponent, endOfString: number): Uint8Array {
  if (typeof component === 'string') return Uint8Array.of(0x08, ...encoder.encode(component), endOfString)
  if (typeof component !== 'number') return Uint8Array.of(constant(component))
  const bytes = new DataView(new ArrayBuffer(9))
  bytes.setUint8(0, 0x05)
  bytes.setFloat64(1, component, true)
  return new Uint8Array(bytes.buffer)
}

/** A component as it follows the hash of the first version: bytes that sort as the values do. */
function encoded(component: KeyComponent): readonly number[] {
  if (typeof component === 'number') return encodedNumber(component)
  if (typeof component !== 'string') return [constant(component)]
  return [0x08, ...Array.from(encoder.encode(component), (byte) => (byte < 0xff ? byte + 1 : byte)), 0x00]
}

function constant(component: boolean | null | typeof missing): number {
  if (component === missing) return 0x00
  if (component === null) return 0x01
  return component ? 0x03 : 0x02
}

/** Eight bits, then seven at a time, each byte but the last with its lowest bit set. */
function encodedNumber(value: number): readonly number[] {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const raw = view.getBigUint64(0)
  const sign = 0x8000_0000_0000_0000n
  let rest = raw < sign ? raw ^ sign : BigInt.asUintN(64, ~raw + 1n)
  const bytes = [0x05, Number(rest >> 56n)]
  rest = BigInt.asUintN(64, rest << 8n)
  let last = 0
  let begun = false
  do {
    if (begun) bytes.push(last)
    begun = true
    last = Number(rest >> 56n) | 0x01
    rest = BigInt.asUintN(64, rest << 7n)
  } while (rest !== 0n)
  // The SDK leaves a last byte of zero out.
  if ((last & 0xfe) !== 0) bytes.push(last & 0xfe)
  return bytes
}

function hexadecimal(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString('hex').toUpperCase()
}
