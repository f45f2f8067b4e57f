import type * as Sdk from '@aws-sdk/client-dynamodb'
import { redact, type Call } from '@bytelyst/core'
import type { Attributes } from './attribute-value.ts'

/** The operations that are used, with what they take and give. */
export interface Operations {
  GetItem: [Sdk.GetItemCommandInput, Sdk.GetItemCommandOutput]
  PutItem: [Sdk.PutItemCommandInput, Sdk.PutItemCommandOutput]
  UpdateItem: [Sdk.UpdateItemCommandInput, Sdk.UpdateItemCommandOutput]
  DeleteItem: [Sdk.DeleteItemCommandInput, Sdk.DeleteItemCommandOutput]
  Query: [Sdk.QueryCommandInput, Sdk.QueryCommandOutput]
  Scan: [Sdk.ScanCommandInput, Sdk.ScanCommandOutput]
  TransactWriteItems: [Sdk.TransactWriteItemsCommandInput, Sdk.TransactWriteItemsCommandOutput]
  BatchWriteItem: [Sdk.BatchWriteItemCommandInput, Sdk.BatchWriteItemCommandOutput]
  BatchExecuteStatement: [Sdk.BatchExecuteStatementCommandInput, Sdk.BatchExecuteStatementCommandOutput]
  ExecuteStatement: [Sdk.ExecuteStatementCommandInput, Sdk.ExecuteStatementCommandOutput]
  CreateTable: [Sdk.CreateTableCommandInput, Sdk.CreateTableCommandOutput]
  DeleteTable: [Sdk.DeleteTableCommandInput, Sdk.DeleteTableCommandOutput]
  DescribeTable: [Sdk.DescribeTableCommandInput, Sdk.DescribeTableCommandOutput]
  DescribeTimeToLive: [Sdk.DescribeTimeToLiveCommandInput, Sdk.DescribeTimeToLiveCommandOutput]
  UpdateTimeToLive: [Sdk.UpdateTimeToLiveCommandInput, Sdk.UpdateTimeToLiveCommandOutput]
}

/** What became of a write that was sent on a condition. */
export interface Answer<Output> {
  /** Absent when the condition did not hold. */
  readonly output?: Output
  /** The item for which it did not hold; absent also when the engine does not tell. */
  readonly stored?: Attributes
  /** Whether the SDK repeated it after an attempt of which nobody knows what became. */
  readonly unanswered: boolean
}

/** A write that may have been applied, or a part of it, whatever `failure` says. No error that the SDK would repeat. */
export class UnansweredError extends Error {
  readonly failure: unknown

  constructor(failure: unknown) {
    super(failure instanceof Error ? `${failure.name}: ${failure.message}` : 'no answer')
    this.name = 'UnansweredError'
    this.failure = failure
  }
}

/** How a client is asked: with the bounds of the call, and with nothing secret in what it throws. */
export class Requests {
  readonly client: Sdk.DynamoDBClient
  readonly #sdk: typeof Sdk
  readonly #closing: AbortSignal
  readonly #secrets: readonly string[]

  constructor(sdk: typeof Sdk, client: Sdk.DynamoDBClient, closing: AbortSignal, secrets: readonly string[]) {
    this.#sdk = sdk
    this.client = client
    this.#closing = closing
    this.#secrets = secrets
  }

  /** Sends what may be repeated freely: a question, or a change of a table. */
  async send<Name extends keyof Operations>(
    name: Name,
    input: Operations[Name][0],
    call: Call,
  ): Promise<Operations[Name][1]> {
    return this.#send(this.#command(name, input), call)
  }

  /**
   * Sends a write. `repeat: false`: it is not the same when it is done twice, so that after an attempt without an
   * answer there is no second one.
   *
   * @throws UnansweredError when it may have been applied
   */
  async write<Name extends keyof Operations>(
    name: Name,
    input: Operations[Name][0],
    call: Call,
    { repeat = true }: { readonly repeat?: boolean } = {},
  ): Promise<Answer<Operations[Name][1]>> {
    const command = this.#command(name, input)
    let unanswered = false
    command.middlewareStack.add(
      (next) => async (attempt) => {
        try {
          return await next(attempt)
        } catch (error) {
          if (!mayBeApplied(error)) throw error
          unanswered = true
          throw repeat ? error : new UnansweredError(error)
        }
      },
      // Within the SDK's retries, so that it sees every attempt.
      { step: 'finalizeRequest', priority: 'low', name: 'bytelystAttempts' },
    )
    try {
      return { output: await this.#send(command, call), unanswered }
    } catch (error) {
      if (isNamed(error, 'ConditionalCheckFailedException')) {
        const { Item: stored } = error as { Item?: Attributes }
        return { ...(stored !== undefined && { stored }), unanswered }
      }
      throw unanswered && !(error instanceof UnansweredError) ? new UnansweredError(error) : error
    }
  }

  #command<Name extends keyof Operations>(name: Name, input: Operations[Name][0]): Sdk.GetItemCommand {
    const commands = this.#sdk as unknown as Record<string, new (input: unknown) => Sdk.GetItemCommand>
    return new (commands[`${name}Command`] as new (input: unknown) => Sdk.GetItemCommand)(input)
  }

  async #send(command: Sdk.GetItemCommand, call: Call): Promise<never> {
    const signal = call.signal === undefined ? this.#closing : AbortSignal.any([call.signal, this.#closing])
    try {
      return (await this.client.send(command, { abortSignal: signal })) as never
    } catch (error) {
      if (error instanceof Error) error.message = this.#withoutSecrets(error.message)
      throw error
    }
  }

  /** A refused signature is answered with all that was signed, a refused value with the value. */
  #withoutSecrets(message: string): string {
    const text = message
      .replace(/The Canonical String[^]*/, '')
      .replaceAll(/Value '[^]*?' at/g, "Value '[redacted]' at")
    return redact(text, this.#secrets)
  }
}

/** Whether an error of the SDK has this name. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name)
}

/** Not sent at all. */
const unsent: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])

/** An attempt that the engine has neither done nor refused, as far as anybody knows. */
function mayBeApplied(error: unknown): boolean {
  const { $metadata, code, name } = error as { $metadata?: { httpStatusCode?: number }; code?: unknown; name?: unknown }
  const status = $metadata?.httpStatusCode
  if (status !== undefined) return status >= 500
  return !unsent.has(code) && name !== 'CredentialsProviderError'
}
