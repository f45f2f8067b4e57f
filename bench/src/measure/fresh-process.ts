import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Runs a module of ours in a process of its own, with the flags of this one, and answers the JSON that it prints. */
export async function runFresh(module: URL): Promise<unknown> {
  const { stdout } = await execute(process.execPath, [...process.execArgv, fileURLToPath(module)])
  return JSON.parse(stdout)
}
