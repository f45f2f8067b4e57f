import { ToolFailure } from '../tool/tool-failure.ts'

const marked = /(<!-- generated: (\S+) -->\n)([\s\S]*?)(<!-- \/generated -->)/g

/** A Markdown text with what stands between its markers replaced. */
export interface MarkedParts {
  readonly text: string
  /** The names in its markers. */
  readonly names: readonly string[]
}

/**
 * Replaces what stands between `<!-- generated: name -->` and `<!-- /generated -->`, each on a line of its own.
 *
 * @param part - the text of a part; undefined where there is none of that name
 * @throws ToolFailure for markers that do not belong together, and names that are not known
 */
export function replaceMarkedParts(
  path: string,
  text: string,
  part: (name: string) => string | undefined,
): MarkedParts {
  const names: string[] = []
  const replaced = text.replaceAll(marked, (_all, begin: string, name: string, _before: string, end: string) => {
    const content = part(name)
    if (content === undefined) throw new ToolFailure(`${path}: there is no generated part "${name}"`)
    names.push(name)
    return `${begin}\n${content}\n\n${end}`
  })
  const markers = text.match(/^<!-- \/?generated\b.*$/gm) ?? []
  if (markers.length !== names.length * 2) {
    throw new ToolFailure(
      `${path}: its markers must come in pairs, "<!-- generated: name -->" and "<!-- /generated -->": ${markers.join(', ')}`,
    )
  }
  return { text: replaced, names }
}
