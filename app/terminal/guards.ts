import type { IDisposable, IFunctionIdentifier, Terminal } from '@xterm/xterm'

/**
 * Queries that xterm would answer by itself. The supervisor's emulator answers each once; with every open tab answering too, a
 * program would get several replies, and again after each reload. Swallowed, they leave no trace on the screen.
 */
const csiQueries: readonly IFunctionIdentifier[] = [
  { final: 'c' }, // DA1
  { prefix: '>', final: 'c' }, // DA2
  { prefix: '=', final: 'c' }, // DA3
  { final: 'n' }, // DSR: status, cursor position
  { prefix: '?', final: 'n' }, // DSR, private: cursor position, colour scheme
  { prefix: '>', final: 'q' }, // XTVERSION
  { prefix: '?', final: 'u' }, // kitty keyboard flags
  { intermediates: '$', final: 'p' }, // DECRQM
  { prefix: '?', intermediates: '$', final: 'p' }, // DECRQM, private
  { final: 't' }, // window reports, and window operations, which a page does not do
]
/** Colours: palette, foreground, background, cursor. Setting them is let through; only the question is swallowed. */
const colourQueries = [4, 10, 11, 12] as const

/**
 * Functions that repeat something as often as their first parameter says. Counts beyond any screen have no use but to hang the
 * page: unguarded, `ESC[2000000000b` holds xterm for a minute.
 */
const repeating: readonly IFunctionIdentifier[] = [
  { final: 'b' }, // REP
  { final: 'S' }, // SU
  { final: 'T' }, // SD
  { final: 'L' }, // IL
  { final: 'M' }, // DL
  { final: '@' }, // ICH
  { final: 'P' }, // DCH
  { final: 'I' }, // CHT
  { final: 'Z' }, // CBT
  { intermediates: ' ', final: '@' }, // SL
  { intermediates: ' ', final: 'A' }, // SR
  { intermediates: "'", final: '}' }, // DECIC
  { intermediates: "'", final: '~' }, // DECDC
]

/** Makes a terminal a mere viewer: it answers no query, and no output can hang it. */
export function guard(terminal: Pick<Terminal, 'parser' | 'cols' | 'rows'>): IDisposable {
  const { parser } = terminal
  const swallow = () => true
  const tooOften = (params: (number | number[])[]) => {
    const [count] = params
    return typeof count === 'number' && count > Math.max(terminal.cols, terminal.rows)
  }
  const handlers = [
    ...csiQueries.map((id) => parser.registerCsiHandler(id, swallow)),
    ...repeating.map((id) => parser.registerCsiHandler(id, tooOften)),
    ...colourQueries.map((number) => parser.registerOscHandler(number, (data) => data.split(';').includes('?'))),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow), // DECRQSS
    parser.registerDcsHandler({ intermediates: '+', final: 'q' }, swallow), // XTGETTCAP
  ]
  return { dispose: () => handlers.forEach((handler) => handler.dispose()) }
}

/** Focus reports are sent when a person enters or leaves the terminal, not when a program merely switches them on. */
export function isFocusReport(data: string): boolean {
  return data === '\u001b[I' || data === '\u001b[O'
}
