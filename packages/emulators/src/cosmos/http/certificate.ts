import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A private key and its certificate, PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

const dayMs = 86_400_000
const ecdsaWithSha256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]
const commonName = [0x06, 0x03, 0x55, 0x04, 0x03]
const subjectAlternativeName = [0x06, 0x03, 0x55, 0x1d, 0x11]
const basicConstraints = [0x06, 0x03, 0x55, 0x1d, 0x13]

/**
 * Makes a certificate for `localhost` and `127.0.0.1` that is signed by itself, of a key that nobody has had before, for
 * thirty days. Node has no call for it: these are the bytes that RFC 5280 asks for.
 */
export function selfSignedCertificate(now: number = Date.now()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(Buffer.from(ecdsaWithSha256))
  const name = sequence(element(0x31, sequence(Buffer.from(commonName), element(0x0c, Buffer.from('localhost')))))
  const alternatives = sequence(element(0x82, Buffer.from('localhost')), element(0x87, Buffer.of(127, 0, 0, 1)))
  const authority = sequence(element(0x01, Buffer.of(0xff)))
  const extensions = element(
    0xa3,
    sequence(
      sequence(Buffer.from(basicConstraints), element(0x01, Buffer.of(0xff)), element(0x04, authority)),
      sequence(Buffer.from(subjectAlternativeName), element(0x04, alternatives)),
    ),
  )
  const content = sequence(
    element(0xa0, element(0x02, Buffer.of(2))),
    element(0x02, serialNumber()),
    algorithm,
    name,
    sequence(time(now - dayMs), time(now + 30 * dayMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  )
  const signature = sign('sha256', content, privateKey)
  const whole = sequence(content, algorithm, element(0x03, Buffer.concat([Buffer.of(0), signature])))
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(whole) }
}

/** A positive number that no other certificate of this name has. */
function serialNumber(): Buffer {
  const digest = createHash('sha256').update(randomBytes(32)).digest().subarray(0, 16)
  return Buffer.concat([Buffer.of(0x01), digest])
}

function element(tag: number, content: Uint8Array): Buffer {
  const { length } = content
  const head = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), content])
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(0x30, Buffer.concat(parts))
}

function time(at: number): Buffer {
  const text = new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return element(0x17, Buffer.from(text.slice(2)))
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
