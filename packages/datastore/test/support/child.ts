import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** With these Node runs the packages' sources: node 22.13 does not strip types unasked. */
export const sourceFlags: readonly string[] = [
  '--conditions=@bytelyst/source',
  '--experimental-strip-types',
  '--disable-warning=ExperimentalWarning',
]

/** A process of its own that runs a script of this folder. */
export interface Child {
  readonly process: ChildProcess
  /** The lines that it prints, as they come. */
  readonly lines: AsyncIterable<string>
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>
}

export function runChild(script: string, ...parameters: readonly string[]): Child {
  return runChildWith([], script, ...parameters)
}

/** As {@link runChild}, with more of Node's own flags. */
export function runChildWith(nodeFlags: readonly string[], script: string, ...parameters: readonly string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const flags = [...sourceFlags, ...nodeFlags]
  const child = spawn(process.execPath, [...flags, path, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return { process: child, lines: createInterface({ input: child.stdout }), ended }
}

/** Everything that a child prints, once it has ended. */
export async function linesOf(child: Child): Promise<string[]> {
  const lines: string[] = []
  for await (const line of child.lines) lines.push(line)
  await child.ended
  return lines
}
