/** A clock that goes on by itself and can be put forward. */
export class TestClock {
  #offset = 0
  readonly now = (): number => Date.now() + this.#offset
  readonly advance = (milliseconds: number): void => {
    this.#offset += milliseconds
  }
}
