export { lackingCapabilities, type CapabilityRequirements } from './capabilities.ts'
export { CloudError, isCloudError, type CloudErrorCode, type CloudErrorInit } from './cloud-error.ts'
export { withinBounds, type Call, type OperationOptions } from './deadline.ts'
export { defineProvider, inspectVariables, type VariableState } from './define-provider.ts'
export { aliasesOf, ENV_ALIASES, findVariable, getEnv, type Environment, type FoundVariable } from './environment.ts'
export { missingDependency } from './missing-dependency.ts'
export type {
  AnyProvider,
  CommonOptions,
  Peer,
  ProviderDefinition,
  Variable,
  Variables,
} from './provider-definition.ts'
export {
  ProviderRegistry,
  type RegistryOptions,
  type SelectedProvider,
  type ServiceSelection,
} from './provider-registry.ts'
export { redact } from './redact.ts'
export { requestContext, runWithRequestContext, type RequestContext } from './request-context.ts'
export { jitteredDelay, retry, sleep, standardRetryPolicy, type RetryPolicy, type RetryVerdict } from './retry.ts'
export { safeCause } from './safe-cause.ts'
export { isTelemetryOn, traced, type Instrumentation, type TracedOperation } from './telemetry.ts'
export { integer, oneOf, text } from './variables.ts'
export { warnOnce } from './warn.ts'
