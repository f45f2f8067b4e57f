import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { execute, succeed } from '../../tool/execute.ts'
import { ToolFailure } from '../../tool/tool-failure.ts'
import type { Project } from './project.ts'

/** Variables of the environment of a program. */
export type Variables = Readonly<Record<string, string>>

/** Turns a program into a module that every Node runs, without bundling anything. */
export async function compile({ folder }: Project, name: string): Promise<string> {
  const path = join(folder, `${name}.mjs`)
  const { code } = await transform(readFileSync(join(folder, `${name}.ts`), 'utf8'), { loader: 'ts', target: 'node22' })
  writeFileSync(path, code)
  return path
}

/** What has not ended by then is kept from it by something that was not closed. */
const endsWithinMs = 30_000

/**
 * What a program prints.
 *
 * @throws ToolFailure when it fails, or does not end
 */
export async function printedBy(
  project: Project,
  path: string,
  parameters: readonly string[],
  variables: Variables,
): Promise<string> {
  const environment = { ...project.environment, ...variables }
  const options = { ...project, environment, timeoutMs: endsWithinMs }
  return (await succeed(project.node, [path, ...parameters], options)).trim()
}

/** @throws ToolFailure when the program fails, or prints something else */
export async function expectPrinted(
  project: Project,
  path: string,
  variables: Variables,
  expected: string | RegExp,
): Promise<string> {
  const printed = await printedBy(project, path, [], variables)
  if (typeof expected === 'string' ? printed === expected : expected.test(printed)) return printed
  throw new ToolFailure(`${path} printed "${printed}" instead of ${expected}`)
}

/** @throws ToolFailure when the program succeeds, or fails otherwise */
export async function expectFailure(
  project: Project,
  path: string,
  expected: RegExp,
  variables: Variables = {},
): Promise<void> {
  const environment = { ...project.environment, ...variables }
  const options = { ...project, environment, timeoutMs: endsWithinMs }
  const { exitCode, errors } = await execute(project.node, [path], options)
  if (exitCode !== 0 && expected.test(errors)) return
  throw new ToolFailure(`${path} ended with exit code ${exitCode}, and not with ${expected}:\n${errors}`)
}

/** Runs the command line as users do. */
export async function expectCommand(
  project: Project,
  parameters: readonly string[],
  variables: Variables,
  expected: { readonly exitCode: number; readonly output: RegExp },
): Promise<void> {
  const environment = { ...project.environment, ...variables }
  const { exitCode, output, errors } = await execute('npx', ['--no', 'bytelyst', ...parameters], {
    ...project,
    environment,
  })
  if (exitCode === expected.exitCode && expected.output.test(output)) return
  throw new ToolFailure(
    `npx bytelyst ${parameters.join(' ')} ended with exit code ${exitCode}, expected were ${expected.exitCode} and ${expected.output}:\n${output}${errors}`,
  )
}
