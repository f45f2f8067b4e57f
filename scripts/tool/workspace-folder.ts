import { dirname } from 'node:path'

/** The folder that holds everything: where the tools are, two folders up. */
export const workspaceFolder: string = dirname(dirname(import.meta.dirname))
