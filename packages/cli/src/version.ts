import { readFileSync } from 'node:fs'

/** This package's version. */
export function version(): string {
  // One level up from src as from dist.
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
