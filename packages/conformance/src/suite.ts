/** What a case asks of a capability record: these fields with this value, or one of these. */
export type Needs<Capabilities> = {
  readonly [K in keyof Capabilities]?: Capabilities[K] | readonly Capabilities[K][]
}

/** What every case is given. */
export interface CaseContext<Capabilities> {
  readonly capabilities: Capabilities
}

/** One sentence of a contract and the program that proves it. */
interface CaseFacts {
  /** `service/concern/guarantee`, stable: reports, exceptions and mutants refer to it. */
  readonly id: `${string}/${string}/${string}`
  /** The sentence of the contract that it proves. */
  readonly sentence: string
  /** How long it may take; 30 seconds by default. */
  readonly timeoutMs?: number
}

/** A case that every provider passes. */
export interface UnconditionalCase<Context> extends CaseFacts {
  readonly needs?: undefined
  /** Throws when the guarantee does not hold. */
  readonly run: (context: Context) => Promise<void>
}

/** A case with two arms: what a provider with the capability does, and what the others refuse. Neither is ever skipped. */
export interface ConditionalCase<Context extends CaseContext<unknown>> extends CaseFacts {
  readonly needs: Needs<Context['capabilities']>
  readonly run: (context: Context) => Promise<void>
  /** The call that must reject with `unsupported` where the capability is missing, leaving nothing behind. */
  readonly attempt: (context: Context) => Promise<unknown>
}

export type Case<Context extends CaseContext<unknown>> = UnconditionalCase<Context> | ConditionalCase<Context>

/**
 * A contract as data.
 *
 * @typeParam Subject - what an adapter's author opens: a provider
 * @typeParam Context - what a case is given
 */
export interface Suite<Subject, Context extends CaseContext<unknown>> {
  readonly service: string
  readonly cases: readonly Case<Context>[]
  /** A context for one case, with names of its own, over a subject that all cases share. Its time is the case's. */
  readonly prepare: (subject: Subject, caseId: string) => Context | Promise<Context>
  /**
   * Removes what the cases left on the subject, and closes it. Also called after an interruption, and while a case
   * that did not end in its time is still under way.
   */
  readonly dispose: (subject: Subject) => Promise<void>
}

/** Cases that a subject is known to fail, each with the reason. One that passes all the same is reported as a failure. */
export type Exceptions = Readonly<Record<string, string>>

/**
 * Whether a capability record has what a case needs; if not, what it lacks.
 *
 * @throws Error for a capability that is still `'probed'`: whether it is there is settled before cases are prepared,
 * or neither arm would be the right one
 */
export function lackOf(needs: object | undefined, capabilities: unknown): string | undefined {
  const record = capabilities as Readonly<Record<string, unknown>>
  const lacking = Object.entries(needs ?? {}).filter(([name, wanted]: [string, unknown]) => {
    const actual = record[name]
    if (Array.isArray(wanted) ? wanted.includes(actual) : wanted === actual) return false
    if (actual === 'probed') throw new Error(`nobody has settled yet whether ${name} is there: it is 'probed'`)
    return true
  })
  return lacking.length === 0 ? undefined : lacking.map(([name]) => `${name} is ${String(record[name])}`).join(', ')
}
