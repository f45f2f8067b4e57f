import { copyFileSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { environmentWith, programFolders, succeed, type ExecuteOptions } from '../../tool/execute.ts'
import { ToolFailure } from '../../tool/tool-failure.ts'
import { workspaceFolder } from '../../tool/workspace-folder.ts'
import type { PackedPackage } from '../pack.ts'

/** The project of a user, outside the workspace. */
export interface Project extends Required<Pick<ExecuteOptions, 'folder' | 'environment'>> {
  /** The Node that runs its programs. */
  readonly node: string
}

const programs = join(import.meta.dirname, 'programs')

/** Makes an empty folder for a project, whose programs are then run by this Node. */
export function createProject(node: string): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bytelyst-consumer-')))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  for (const name of readdirSync(programs)) copyFileSync(join(programs, name), join(folder, name))
  return { folder, node, environment: environmentOutside(node) }
}

/**
 * Installs the tarballs, and nothing else: there is nothing that they need. With npm, as most users do.
 *
 * @returns the names of all the packages that are there
 * @throws ToolFailure when something else came along
 */
export async function install(project: Project, packages: readonly PackedPackage[]): Promise<readonly string[]> {
  const flags = ['--offline', '--no-audit', '--no-fund', '--loglevel=error']
  await succeed('npm', ['install', ...flags, ...packages.map(({ tarball }) => tarball)], project)
  const modules = join(project.folder, 'node_modules')
  const names = readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => (name.startsWith('@') ? readdirSync(join(modules, name)).map((own) => `${name}/${own}`) : name))
  const expected = packages.map(({ name }) => name)
  if (names.toSorted().join() === expected.toSorted().join()) return names
  throw new ToolFailure(`installed are ${names.join(', ')}, and not ${expected.join(', ')} alone`)
}

/** Variables by which the workspace, or whoever runs it, would be seen in the project. */
const ours =
  /^(npm_(package|lifecycle|config_local_prefix|execpath|node_execpath|command)|pnpm_|INIT_CWD|NODE_|DB_|SQLITE_|MEMORY_)|^(AWS|AZURE|COSMOS|DATABASE|DYNAMODB|MONGO|MONGODB|POSTGRES)_|^PG[A-Z]+$/i

/** The environment of a user: of the workspace's programs only this Node, and nothing that selects a provider. */
function environmentOutside(node: string): NodeJS.ProcessEnv {
  const outside = programFolders().filter((path) => !path.startsWith(workspaceFolder))
  return environmentWith([dirname(node), ...outside], (name) => !ours.test(name))
}
