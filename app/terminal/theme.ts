import type { ITheme } from '@xterm/xterm'

/** The terminal's colours; background and foreground are those of the page around it. */
export const themes: Record<'light' | 'dark', ITheme> = {
  dark: {
    background: '#0a0c10', foreground: '#d6dae2', cursor: '#84a8ff', cursorAccent: '#0a0c10', selectionBackground: '#33477c',
    black: '#1c2029', red: '#ff7b74', green: '#4fd39a', yellow: '#f3b94b', blue: '#84a8ff', magenta: '#d39bf5', cyan: '#5fcfe0', white: '#c8cdd6',
    brightBlack: '#7d8698', brightRed: '#ff9d97', brightGreen: '#7fe3b8', brightYellow: '#f8d084', brightBlue: '#a9c2ff', brightMagenta: '#e2bcfa', brightCyan: '#8fe0ec', brightWhite: '#f4f6fa',
    scrollbarSliderBackground: '#ffffff22', scrollbarSliderHoverBackground: '#ffffff3a', scrollbarSliderActiveBackground: '#ffffff55',
  },
  light: {
    background: '#fdfdfc', foreground: '#23262b', cursor: '#2c5be0', cursorAccent: '#fdfdfc', selectionBackground: '#c4d3fb',
    black: '#23262b', red: '#c4302b', green: '#0f7a4d', yellow: '#8a5700', blue: '#2c5be0', magenta: '#8f3fc0', cyan: '#0b7285', white: '#6b7180',
    brightBlack: '#5a616d', brightRed: '#a8231f', brightGreen: '#0b6440', brightYellow: '#704600', brightBlue: '#1f47b8', brightMagenta: '#742fa0', brightCyan: '#085a69', brightWhite: '#3b4048',
    scrollbarSliderBackground: '#0000001f', scrollbarSliderHoverBackground: '#00000036', scrollbarSliderActiveBackground: '#0000004d',
  },
}

/** Readable on both. */
export const searchColours = { matchBackground: '#b58a2b', matchOverviewRuler: '#b58a2b', activeMatchBackground: '#4f79e8', activeMatchColorOverviewRuler: '#4f79e8' }
