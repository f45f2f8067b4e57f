/**
 * Names for versions, by their first appearance: `etag-1`, `etag-2` ... No two providers make the same versions, but
 * the same script must get a new one, and an old one, at the same places.
 */
export class EtagNames {
  readonly #names = new Map<string, string>()

  /** The name of a version that was answered; a new one when it was never seen. */
  of(etag: string): string {
    const name = this.#names.get(etag) ?? `etag-${this.#names.size + 1}`
    this.#names.set(etag, name)
    return name
  }

  /** A header that is sent, with the names of the versions that answers had in it. */
  replaceIn(header: string): string {
    return [...this.#names].reduce((text, [etag, name]) => text.replaceAll(etag, name), header)
  }
}
