/** What a repository tool has found to be wrong: its message is all that there is to say. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure'
}
