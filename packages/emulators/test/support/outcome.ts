/** What a call has come to: its status, and the substatus of a refusal. */
export async function statusOf(
  call: Promise<{ readonly statusCode?: number; readonly code?: number | undefined }>,
): Promise<string> {
  try {
    const { statusCode, code } = await call
    return String(statusCode ?? code)
  } catch (error) {
    // The SDK wraps what the service has said of a batch.
    const { cause } = error as { readonly cause?: unknown }
    const { code, substatus } = (cause ?? error) as { readonly code?: string | number; readonly substatus?: number }
    if (code === undefined) throw error
    return substatus === undefined ? String(code) : `${code}/${substatus}`
  }
}
