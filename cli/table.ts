import { printable } from './io.ts'

/** Columns as wide as their widest cell, two spaces apart; no row ends in padding. `paint` may colour a finished cell. */
export function table(rows: readonly (readonly string[])[], paint: (cell: string, at: { row: number; column: number }) => string = (cell) => cell): string {
  const cells = rows.map((row) => row.map(printable))
  const widths: number[] = []
  for (const row of cells) row.forEach((cell, column) => { widths[column] = Math.max(widths[column] ?? 0, widthOf(cell)) })
  return cells.map((cellsOfRow, row) =>
    cellsOfRow.map((cell, column) => {
      const padding = ' '.repeat((widths[column] ?? 0) - widthOf(cell) + 2)
      return `${paint(cell, { row, column })}${padding}`
    }).join('').trimEnd().concat('\n'),
  ).join('')
}

const wide = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff00-\uff60]/u

function widthOf(text: string): number {
  // The tables of a segmenter take longer to load than most answers take to come.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const { segment } of new Intl.Segmenter().segment(text)) width += wide.test(segment) ? 2 : 1
  return width
}
