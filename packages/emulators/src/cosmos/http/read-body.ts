import type { IncomingMessage } from 'node:http'
import { ServiceError } from '../service-error.ts'

/** A document of 2 MiB, or a batch, and what is around it. */
const mostBytes = 2 * 1024 * 1024 + 64 * 1024

const noBytes = Buffer.alloc(0)

/**
 * Reads a body. One that is too large is refused before it is read, or as soon as it turns out to be.
 *
 * @throws ServiceError 413
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0)
  // Most requests have none, and what would wait for one costs as much as the answer.
  if (announced === 0 && request.headers['transfer-encoding'] === undefined) return Promise.resolve(noBytes)
  if (announced > mostBytes) return Promise.reject(tooLarge())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= mostBytes) return
      request.off('data', onData)
      request.pause()
      reject(tooLarge())
    }
    request.on('data', onData)
    request.once('end', () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    )
    request.once('error', reject)
    request.once('close', () => {
      // It closes in any case; an error costs more than all the rest.
      if (!request.readableEnded) reject(new ServiceError(400, 'The request ended before it was complete.'))
    })
  })
}

function tooLarge(): ServiceError {
  return new ServiceError(413, 'Request size is too large')
}
