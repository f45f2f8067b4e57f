import { accessSync, constants, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describeError, toHtml, toJson, toJUnit, type SuiteReport } from '@bytelyst/conformance'
import { CommandError } from './command-error.ts'
import type { TextStream } from './surroundings.ts'

type Format = 'json' | 'junit' | 'html'

const formats: Readonly<Record<Format, (report: SuiteReport) => string>> = {
  json: toJson,
  junit: toJUnit,
  html: (report) => toHtml([report]),
}

/** Where reports go, by their format: a path, or `-` for the standard output. */
export type ReportPaths = { readonly [F in Format]?: string | undefined }

/** Reports that can be written. */
export interface ReportFiles {
  /** Whether the standard output belongs to one of them, so that nothing else may be printed there. */
  readonly takeOutput: boolean
  /** Writes all of them and gives back the paths that were written to. */
  readonly write: (report: SuiteReport, output: TextStream) => readonly string[]
}

/**
 * Makes ready to write reports, so that what cannot be written is known before a long run and not after it.
 *
 * @throws CommandError for paths that cannot be written to, and for two reports on the standard output
 */
export function prepareReportFiles(paths: ReportPaths, workingDirectory: string): ReportFiles {
  const wanted = (Object.keys(formats) as Format[]).flatMap((format) => {
    const path = paths[format]
    return path === undefined ? [] : [{ format, path, file: resolve(workingDirectory, path) }]
  })
  const toOutput = wanted.filter(({ path }) => path === '-')
  if (toOutput.length > 1) {
    throw new CommandError(`only one of ${toOutput.map(({ format }) => `--${format}`).join(', ')} can be -`)
  }
  for (const { format, path, file } of wanted) {
    if (path === '-') continue
    attempt(format, path, () => {
      const status = statSync(file, { throwIfNoEntry: false })
      if (status?.isDirectory() === true) throw new Error('it is a folder')
      mkdirSync(dirname(file), { recursive: true })
      accessSync(status === undefined ? dirname(file) : file, constants.W_OK)
    })
  }
  return {
    takeOutput: toOutput.length > 0,
    write(report, output) {
      for (const { format, path, file } of wanted) {
        const text = formats[format](report)
        if (path === '-') output.write(text)
        else attempt(format, path, () => writeFileSync(file, text))
      }
      return wanted.map(({ path }) => path).filter((path) => path !== '-')
    },
  }
}

function attempt(format: Format, path: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new CommandError(`--${format} ${path} cannot be written: ${describeError(error)}`, { cause: error })
  }
}
