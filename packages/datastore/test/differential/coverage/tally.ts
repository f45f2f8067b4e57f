/** How often something was exercised, and what came of it. */
export interface Row {
  cases: number
  /** Found, answered or wrote at least one thing. */
  nonEmpty: number
  /** Of the reads of documents: some matched and some did not. */
  toldApart: number
  /** Of each code, how many were refused with it. */
  readonly refused: Map<string, number>
}

/** What one case adds to its rows. */
export interface Outcome {
  readonly nonEmpty: boolean
  readonly toldApart: boolean
  readonly refused: string | undefined
}

/** Rows by section and name, in the order in which they were expected or first seen. */
export class Tally {
  readonly sections: Map<string, Map<string, Row>> = new Map()

  /** Names that there must be rows of: one that never comes is shown with zeros. */
  expect(section: string, names: readonly string[]): void {
    for (const name of names) this.#row(section, name)
  }

  add(section: string, name: string, { nonEmpty, toldApart, refused }: Outcome): void {
    const row = this.#row(section, name)
    row.cases += 1
    if (nonEmpty) row.nonEmpty += 1
    if (toldApart) row.toldApart += 1
    if (refused !== undefined) row.refused.set(refused, (row.refused.get(refused) ?? 0) + 1)
  }

  #row(section: string, name: string): Row {
    let rows = this.sections.get(section)
    if (rows === undefined) this.sections.set(section, (rows = new Map()))
    let row = rows.get(name)
    if (row === undefined) rows.set(name, (row = { cases: 0, nonEmpty: 0, toldApart: 0, refused: new Map() }))
    return row
  }
}
