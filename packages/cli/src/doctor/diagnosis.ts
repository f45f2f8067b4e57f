/** How one variable of the selected provider stands. */
export interface VariableDiagnosis {
  readonly name: string
  readonly description: string
  readonly aliases: readonly string[]
  readonly secret: boolean
  readonly state: 'set' | 'default' | 'unset' | 'missing' | 'malformed'
  /** The name under which it is set. */
  readonly setAs?: string
  /** Its text or its default; absent for secrets. */
  readonly value?: string
  /** What is wrong with it. */
  readonly problem?: string
  /** Other names that are set too, to something else, and not looked at. */
  readonly ignored: readonly string[]
  readonly example?: string
}

/** How the SDK that the provider needs is installed. */
export interface PeerDiagnosis {
  readonly name: string
  readonly range: string
  readonly version?: string
  /** `unclear`: it is installed, and its version or the range is not understood. */
  readonly state: 'satisfied' | 'unsatisfied' | 'missing' | 'unclear'
}

/** Whether the provider answers. */
export type ReachDiagnosis =
  | { readonly state: 'answered'; readonly milliseconds: number }
  | { readonly state: 'failed'; readonly code: string; readonly message: string }
  | { readonly state: 'not-tried'; readonly reason: string }

/** All about one service of the project. Holds no secret. */
export interface ServiceDiagnosis {
  readonly service: string
  readonly package: string
  readonly version?: string
  /** Absent when the package cannot be used. */
  readonly selection?: {
    readonly provider: string
    readonly description?: string
    readonly selectedBy: 'argument' | 'variable' | 'default'
    readonly variable: string
    readonly known: readonly string[]
  }
  readonly variables: readonly VariableDiagnosis[]
  readonly peer?: PeerDiagnosis
  readonly reach: ReachDiagnosis
  readonly capabilities: Readonly<Record<string, unknown>>
  /** What must be put right, each in a sentence. */
  readonly problems: readonly string[]
}
