import { parseArgs } from 'node:util'
import { compare } from './demo/compare.ts'
import { serve } from './demo/serve.ts'

// `pnpm demo` compares the providers; `pnpm demo --serve` keeps the service up. A package manager may add a `--`.
try {
  const args = process.argv.slice(2).filter((argument) => argument !== '--')
  const { values } = parseArgs({ args, options: { serve: { type: 'boolean', default: false } } })
  process.exitCode = await (values.serve ? serve() : compare())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
