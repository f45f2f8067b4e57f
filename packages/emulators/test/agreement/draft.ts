import type { Json } from '../../src/cosmos/json.ts'

/** Values that a document is made of, by the names of collections; that of the container is the empty text. */
export type Drafts = ReadonlyMap<string, Draft>

/** A place in a document that is being made. */
export class Draft {
  readonly #read: () => Json | undefined
  readonly #write: (value: Json | undefined) => void

  constructor(read: () => Json | undefined, write: (value: Json | undefined) => void) {
    this.#read = read
    this.#write = write
  }

  get(): Json | undefined {
    return this.#read()
  }

  set(value: Json | undefined): void {
    this.#write(value)
  }

  /** The place of a field; what is no object becomes one when the field is set. */
  at(name: string): Draft {
    const object = (): { readonly [field: string]: Json } => {
      const value = this.#read()
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
      return isObject ? (value as { readonly [field: string]: Json }) : {}
    }
    return new Draft(
      () => object()[name],
      (value) => {
        const { [name]: _, ...others } = object()
        this.#write(value === undefined ? others : { ...others, [name]: value })
      },
    )
  }

  /** The place of an element; what is no array becomes one when the element is set. */
  element(index: number = 0): Draft {
    const array = (): readonly Json[] => {
      const value = this.#read()
      return Array.isArray(value) ? (value as readonly Json[]) : []
    }
    return new Draft(
      () => array()[index],
      (value) => {
        const items = array()
        const filled = Array.from({ length: Math.max(items.length, index + 1) }, (_, at) => items[at] ?? null)
        this.#write(filled.map((item, at) => (at === index ? (value ?? null) : item)))
      },
    )
  }
}
