/** An element of a parsed document. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  text: string
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Characters that XML 1.0 does not have, in whatever form they are written. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** A small and strict parser: throws for what is not well formed. No doctype, comments or sections. */
export function parseXml(source: string): XmlElement {
  if (forbidden.test(source)) throw new Error('a character that XML does not have')
  const document: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [document]
  const top = (): XmlElement => open.at(-1) as XmlElement
  const token = /<\?xml [^<>]*\?>|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/y
  while (token.lastIndex < source.length) {
    const at = token.lastIndex
    const match = token.exec(source)
    if (match === null) throw new Error(`not well formed at ${at}: ${source.slice(at, at + 40)}`)
    const [, closed, name, attributes = '', slash, text] = match
    if (text !== undefined) top().text += decode(text)
    if (closed !== undefined && open.pop()?.name !== closed) throw new Error(`</${closed}> closes another element`)
    if (name === undefined) continue
    const found = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(
      ([, key, value]) => [key, decode(value ?? '')] as const,
    )
    const element = { name, attributes: Object.fromEntries(found), children: [], text: '' }
    if (Object.keys(element.attributes).length !== found.length) throw new Error(`<${name}> has an attribute twice`)
    top().children.push(element)
    if (slash === '') open.push(element)
  }
  if (open.length !== 1 || document.children.length !== 1) throw new Error('not one root element, closed')
  return document.children[0] as XmlElement
}

function decode(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|(\w+));|&/g, (whole, digits?: string, name?: string) => {
    const character = digits === undefined ? entities[name ?? ''] : String.fromCodePoint(Number(digits))
    if (character === undefined || forbidden.test(character)) throw new Error(`no such entity: ${whole}`)
    return character
  })
}
