import { aliasesOf, redact, type Environment } from '@bytelyst/core'
import type { Definition } from './service.ts'

/** The same text without secrets. */
export type HideSecrets = (text: string) => string

/** Variables that nobody has declared, and whose name says what they hold. `PWD` is the working directory. */
const secretName =
  /(?:^|_)(?:key|secret|token|passwd|password|passphrase|credentials?|connection_string|sas)(?:_|$)|_pwd$/i

/** Shorter texts are no secrets, unless a provider has said so. */
const shortestUndeclared = 8

/** A shorter secret is hidden where it is a word, or the letter `x` would vanish from every other one. */
const shortestAnywhere = 4

/**
 * Takes out of texts what must not be printed: the value of every variable that a provider declares a secret, by
 * whatever name it is set; of every other variable that is called like one; and what looks like a credential.
 */
export function hideSecrets(
  definitions: readonly Pick<Definition, 'variables'>[],
  environment: Environment,
): HideSecrets {
  const declared = definitions.flatMap(({ variables }) =>
    Object.entries(variables).flatMap(([name, { aliases = aliasesOf(name), secret = false }]) =>
      [name, ...aliases].map((each) => [each, secret] as const),
    ),
  )
  const known = new Set(declared.map(([name]) => name))
  const named = declared.filter(([, secret]) => secret).map(([name]) => environment[name] ?? '')
  const called = Object.entries(environment)
    .filter(([name]) => !known.has(name) && secretName.test(name))
    .map(([, value = '']) => value)
    .filter((value) => value.length >= shortestUndeclared)
  const values = [...named, ...called].filter((value) => value !== '')
  // Also as they stand in an address or a JSON text. The longest first: one may be a part of another.
  const forms = new Set(values.flatMap((value) => [value, encodeURIComponent(value.toWellFormed()), quoted(value)]))
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length)
  const long = longestFirst.filter((form) => form.length >= shortestAnywhere)
  const short = longestFirst.filter((form) => form.length < shortestAnywhere).map(asWord)
  return (text) => short.reduce((rest, word) => rest.replaceAll(word, '[redacted]'), redact(text, long))
}

/** Where letters and digits stand around it, it is a part of another word. */
function asWord(form: string): RegExp {
  const literal = form.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${literal}(?![\p{L}\p{N}])`, 'gu')
}

function quoted(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}
