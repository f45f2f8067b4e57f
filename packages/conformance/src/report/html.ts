import type { CaseReport, Outcome } from '../judge.ts'
import type { SuiteReport } from '../run-suite.ts'
import { conclusionOf } from './conclusion.ts'
import { escapeAttribute, escapeMarkup } from './markup.ts'
import { concernOf, outcomeNames } from './table.ts'
import { withoutControls } from './without-controls.ts'

const marks: Readonly<Record<Outcome, string>> = {
  passed: '✓',
  'refused-as-declared': '–',
  'failed-as-excepted': '!',
  failed: '✗',
  'not-run': '?',
}

const style = `
:root{color-scheme:light dark;--ok:#1a7f37;--bad:#cf222e;--warn:#9a6700;--rule:#8884}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid var(--rule);vertical-align:top}
td.n,th.n{text-align:right}code{font-size:.9em}.failed,.not-run{color:var(--bad)}.passed{color:var(--ok)}
.failed-as-excepted,.refused-as-declared{color:var(--warn)}h2{margin-top:2rem}.note{white-space:pre-wrap;overflow-wrap:anywhere}`

/** Whatever stands in a text, the page neither runs nor loads anything. */
const policy = "default-src 'none'; style-src 'unsafe-inline'"

/** The reports of one or more subjects as a page that needs nothing else: a column a subject, a row a case. */
export function toHtml(reports: readonly SuiteReport[]): string {
  const service = reports[0]?.service ?? ''
  const ids = [...new Set(reports.flatMap(({ cases }) => cases.map(({ id }) => id)))]
  const byId = reports.map(({ cases }) => new Map(cases.map((entry) => [entry.id, entry])))
  const sentences = new Map(reports.flatMap(({ cases }) => cases.map(({ id, sentence }) => [id, sentence] as const)))
  const head = reports.map(({ title }) => `<th>${escapeMarkup(title)}</th>`).join('')
  const concerns = [...new Set(ids.map(concernOf))]
  const sections = concerns.map((concern) => {
    const rows = ids
      .filter((id) => concernOf(id) === concern)
      .map((id) => {
        const cells = byId.map((cases) => toCell(cases.get(id))).join('')
        return `<tr id="${escapeAttribute(id)}"><td>${escapeMarkup(sentences.get(id) ?? '')}<br><code>${escapeMarkup(id)}</code></td>${cells}</tr>`
      })
    return `<h2>${escapeMarkup(concern)}</h2><table><thead><tr><th>guarantee</th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`
  })
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width"><title>${escapeMarkup(service)} contract</title><style>${style}</style><h1>The ${escapeMarkup(service)} contract</h1>${toSummary(reports)}${reports.map(toConclusion).join('')}${sections.join('')}</html>\n`
}

function toSummary(reports: readonly SuiteReport[]): string {
  const outcomes = Object.keys(outcomeNames) as Outcome[]
  const head = outcomes.map((outcome) => `<th class="n">${outcomeNames[outcome].toLowerCase()}</th>`).join('')
  const rows = reports.map(({ title, counts, startedAt, milliseconds }) => {
    const cells = outcomes
      .map((outcome) => `<td class="n ${counts[outcome] > 0 ? outcome : ''}">${counts[outcome]}</td>`)
      .join('')
    return `<tr><td>${escapeMarkup(title)}</td>${cells}<td>${escapeMarkup(startedAt)}</td><td class="n">${(milliseconds / 1000).toFixed(1)} s</td></tr>`
  })
  return `<table><thead><tr><th>judged</th>${head}<th>at</th><th class="n">took</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function toConclusion(report: SuiteReport): string {
  const failed = report.cases.filter((entry) => entry.outcome === 'failed')
  const items = [
    ...report.problems.map((problem) => `<li class="note failed">${escapeMarkup(problem)}</li>`),
    ...failed.map(({ id, sentence }) => `<li>${escapeMarkup(sentence)}: ${linkTo(id)}</li>`),
  ]
  const list = items.length === 0 ? '' : `<ul>${items.join('')}</ul>`
  const outcome = report.ok ? 'passed' : 'failed'
  return `<p>${escapeMarkup(report.title)}: <strong class="${outcome}">${escapeMarkup(conclusionOf(report))}</strong></p>${list}`
}

function linkTo(id: string): string {
  return `<a href="#${escapeAttribute(encodeURIComponent(withoutControls(id)))}"><code>${escapeMarkup(id)}</code></a>`
}

function toCell(entry: CaseReport | undefined): string {
  if (entry === undefined) return '<td></td>'
  const { outcome, detail } = entry
  const note = detail === undefined ? '' : `<div class="note">${escapeMarkup(detail)}</div>`
  return `<td class="${outcome}"><span title="${outcomeNames[outcome]}">${marks[outcome]}</span>${note}</td>`
}
