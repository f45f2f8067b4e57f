import { withinBounds, type Environment, type OperationOptions } from '@bytelyst/core'
import type { Service } from './service.ts'

/** A provider that has answered. */
export interface Reached {
  /** False for a provider that cannot be asked whether it answers. */
  readonly asked: boolean
  readonly milliseconds: number
  /** Its capabilities; those that depend on its server are settled now. */
  readonly capabilities: object | undefined
}

const closeTimeoutMs = 2000

/**
 * Makes the selected provider, asks it whether it answers, and closes it.
 *
 * @throws CloudError why it cannot be made, or does not answer within the bounds, also when it does not keep to them
 */
export async function reachProvider(
  { registry }: Service,
  environment: Environment,
  bounds: OperationOptions,
): Promise<Reached> {
  const provider = registry.create({ env: environment })
  const start = performance.now()
  try {
    await withinBounds(bounds, async () => provider.ping?.(bounds))
    const milliseconds = performance.now() - start
    return { asked: provider.ping !== undefined, milliseconds, capabilities: provider.capabilities }
  } finally {
    await withinBounds({ timeoutMs: closeTimeoutMs }, async () => provider.close?.()).catch(() => undefined)
  }
}
