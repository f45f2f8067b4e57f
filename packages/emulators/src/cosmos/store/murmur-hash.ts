const mask = 0xffff_ffff_ffff_ffffn

/** MurmurHash3 x86, 32 bits, seed 0. */
export function murmurHash32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tailStart = bytes.length - (bytes.length % 4)
  let hash = 0
  for (let i = 0; i < tailStart; i += 4) {
    hash ^= scramble32(view.getUint32(i, true))
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe654_6b64) | 0
  }
  let tail = 0
  for (let i = bytes.length - 1; i >= tailStart; i -= 1) tail = (tail << 8) | (bytes[i] ?? 0)
  if (tailStart < bytes.length) hash ^= scramble32(tail)
  hash ^= bytes.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function scramble32(block: number): number {
  const mixed = Math.imul(block, 0xcc9e_2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b87_3593)
}

const first = 0x87c3_7b91_1142_53d5n
const second = 0x4cf5_ad43_2745_937fn

/** MurmurHash3 x64, 128 bits, seed 0: the two halves. */
export function murmurHash128(bytes: Uint8Array): readonly [bigint, bigint] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tailStart = bytes.length - (bytes.length % 16)
  let low = 0n
  let high = 0n
  for (let i = 0; i < tailStart; i += 16) {
    low ^= scrambleFirst(view.getBigUint64(i, true))
    low = ((rotate(low, 27n) + high) * 5n + 0x52dc_e729n) & mask
    high ^= scrambleSecond(view.getBigUint64(i + 8, true))
    high = ((rotate(high, 31n) + low) * 5n + 0x3849_5ab5n) & mask
  }
  high ^= scrambleSecond(littleEndian(bytes.subarray(tailStart + 8)))
  low ^= scrambleFirst(littleEndian(bytes.subarray(tailStart, tailStart + 8)))
  const length = BigInt(bytes.length)
  low ^= length
  high ^= length
  low = (low + high) & mask
  high = (high + low) & mask
  low = finish(low)
  high = finish(high)
  low = (low + high) & mask
  return [low, (high + low) & mask]
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

function scrambleFirst(block: bigint): bigint {
  return (rotate((block * first) & mask, 31n) * second) & mask
}

function scrambleSecond(block: bigint): bigint {
  return (rotate((block * second) & mask, 33n) * first) & mask
}

function rotate(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (64n - by))) & mask
}

function finish(value: bigint): bigint {
  let mixed = ((value ^ (value >> 33n)) * 0xff51_afd7_ed55_8ccdn) & mask
  mixed = ((mixed ^ (mixed >> 33n)) * 0xc4ce_b9fe_1a85_ec53n) & mask
  return mixed ^ (mixed >> 33n)
}
