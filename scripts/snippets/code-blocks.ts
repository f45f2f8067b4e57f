/** A piece of TypeScript in a text, with the place of every character. */
export interface CodeBlock {
  /** The line of its first line, from 1. */
  readonly line: number
  /** How many characters stand before each of its lines, in the text that it is from. */
  readonly indent: number
  readonly text: string
}

/** The blocks of a Markdown text that are marked as TypeScript. */
export function codeBlocks(text: string): readonly CodeBlock[] {
  return blocksOf(text.split('\n'), 1)
}

/** The blocks of the doc comments of a TypeScript module that follow an `@example`. */
export function exampleBlocks(source: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  for (const { 0: comment, index } of source.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const start = comment.indexOf('@example')
    if (start === -1) continue
    const before = source.slice(0, index + start)
    const [first = ''] = before.split('\n').slice(-1)
    const indent = first.lastIndexOf('*') + 2
    const lines = comment.slice(start).split('\n')
    const text = lines.map((line, i) => (i === 0 ? line : line.slice(indent)))
    blocks.push(...blocksOf(text, before.split('\n').length).map((block) => ({ ...block, indent })))
  }
  return blocks
}

function blocksOf(lines: readonly string[], firstLine: number): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  let open:
    | { readonly fence: string; readonly indent: number; readonly isCode: boolean; readonly start: number }
    | undefined
  // A block that is not closed ends with the text.
  for (const [i, line] of [...lines, undefined].entries()) {
    if (open === undefined) {
      const [, indent = '', fence, language] = /^( *)(`{3,}|~{3,})(\w*)/.exec(line ?? '') ?? []
      if (fence !== undefined) open = { fence, indent: indent.length, isCode: language === 'ts', start: i + 1 }
    } else if (line === undefined || line.trim() === open.fence) {
      const { indent, isCode, start } = open
      const text = lines.slice(start, i).map((code) => code.slice(indent))
      if (isCode) blocks.push({ line: firstLine + start, indent, text: text.join('\n') })
      open = undefined
    }
  }
  return blocks
}
