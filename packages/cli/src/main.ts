#!/usr/bin/env node
import { constants } from 'node:os'
import { describeError } from '@bytelyst/conformance'
import { exitCodes } from './command-error.ts'
import { runCommandLine } from './command-line.ts'
import { hideSecrets } from './hide-secrets.ts'
import type { Surroundings } from './surroundings.ts'

const { stdout, stderr } = process
const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
let troubled = false

/** A line on its own, also where a progress line stands. */
function complain(text: string): void {
  stderr.write(`${stderr.isTTY ? '\r\u001b[K' : ''}bytelyst: ${hideSecrets([], process.env)(text)}\n`)
}

// Whoever reads the output may go away (`| head`), and the terminal may close: what was made is removed all the same.
for (const stream of [stdout, stderr]) stream.on('error', () => undefined)

// Node prints warnings in the middle of the progress line, and one for each of its experimental modules.
process.removeAllListeners('warning')
process.on('warning', ({ name, message }) => {
  if (name !== 'ExperimentalWarning') complain(`warning: ${message}`)
})

// While a contract is run the run notes these itself. Otherwise they must not end the process before it has cleaned up.
for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.on(event, (error: unknown) => {
    if (process.listenerCount(event) > 1) return
    troubled = true
    complain(`an error that nobody handled: ${describeError(error)}`)
  })
}

const surroundings: Surroundings = {
  workingDirectory: process.cwd(),
  environment: process.env,
  output: stdout,
  errors: stderr,
  onInterrupt(listener) {
    const onSignal = (name: NodeJS.Signals): void => listener(128 + constants.signals[name])
    for (const name of interruptions) process.on(name, onSignal)
    return () => {
      for (const name of interruptions) process.off(name, onSignal)
    }
  },
  quit: (exitCode) => process.exit(exitCode),
}

let code: number = exitCodes.broken
try {
  code = await runCommandLine(process.argv.slice(2), surroundings)
} catch (error) {
  complain(error instanceof Error ? (error.stack ?? error.message) : String(error))
}
if (troubled && code === exitCodes.ok) code = exitCodes.broken
// What a case that was given up has left open would keep the process alive.
for (const stream of [stdout, stderr]) await new Promise((resolve) => stream.write('', resolve))
process.exit(code)
