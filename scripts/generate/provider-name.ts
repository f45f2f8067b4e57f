import { ToolFailure } from '../tool/tool-failure.ts'

/** The name of a provider in each form in which the templates, whose provider is called `shelf`, hold it. */
export class ProviderName {
  /** The value of the variable that selects it, and the name of its folder: `table-store`. */
  readonly kebab: string
  /** `tableStore`. */
  readonly camel: string
  /** `TableStore`. */
  readonly pascal: string
  /** `TABLE_STORE`. */
  readonly constant: string

  /** @throws ToolFailure for what is no name of a provider */
  constructor(text: string) {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text)) {
      throw new ToolFailure(
        `"${text}" is no name of a provider: small letters and digits, in words with "-" between them`,
      )
    }
    this.kebab = text
    this.pascal = text.replaceAll(/(?:^|-)(.)/g, (_all, letter: string) => letter.toUpperCase())
    this.camel = this.pascal.charAt(0).toLowerCase() + this.pascal.slice(1)
    this.constant = text.toUpperCase().replaceAll('-', '_')
  }

  /** A template with this name in the place of its own. */
  fillIn(template: string): string {
    return template
      .replaceAll('SHELF', this.constant)
      .replaceAll('Shelf', this.pascal)
      .replaceAll(/\bshelf(?=[A-Z]|:)(?!:\/\/)|(?<=\{ )shelf(?=,)/g, this.camel)
      .replaceAll('shelf', this.kebab)
  }
}
