import { ToolFailure } from './tool-failure.ts'

/**
 * Runs a repository tool. It ends with the line that `work` returns, or with what went wrong and exit code 1; flags
 * that it does not know are refused with its usage.
 */
export async function runTool(usage: string, work: () => Promise<string>): Promise<void> {
  try {
    console.log(await work())
  } catch (error) {
    process.exitCode = 1
    if (isUsageError(error)) console.error(`${error.message}\n\nusage: ${usage}`)
    else if (error instanceof ToolFailure) console.error(error.message)
    else throw error
  }
}

/** `parseArgs` throws errors whose codes begin like this. */
function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
