import type { ITheme } from '@xterm/xterm'

export type Theme = { name: string; dark: boolean; colours: ITheme }

/** Known colours of terminals, and our own. `light` and `dark` have the background of the page around them. */
export const themes = {
  dark: own('Dark', true, {
    ground: '#0a0c10', text: '#d6dae2', cursor: '#84a8ff', selection: '#33477c',
    sixteen: '1c2029 ff7b74 4fd39a f3b94b 84a8ff d39bf5 5fcfe0 c8cdd6 7d8698 ff9d97 7fe3b8 f8d084 a9c2ff e2bcfa 8fe0ec f4f6fa',
  }),
  light: own('Light', false, {
    ground: '#fdfdfc', text: '#23262b', cursor: '#2c5be0', selection: '#c4d3fb',
    sixteen: '23262b c4302b 0f7a4d 8a5700 2c5be0 8f3fc0 0b7285 6b7180 5a616d a8231f 0b6440 704600 1f47b8 742fa0 085a69 3b4048',
  }),
  contrast: own('High contrast, dark', true, {
    ground: '#000000', text: '#ffffff', cursor: '#ffff00', selection: '#0050c8',
    sixteen: '000000 ff8080 5cff5c ffff5c 8fb4ff ff8cff 5cffff ffffff b0b0b0 ffa8a8 9cff9c ffff9c b8d0ff ffb8ff 9cffff ffffff',
  }),
  contrastLight: own('High contrast, light', false, {
    ground: '#ffffff', text: '#000000', cursor: '#0000d0', selection: '#9cc4ff',
    sixteen: '000000 a00000 005a00 5c4000 0000b0 780078 00505c 303030 303030 800000 004800 4a3300 000090 600060 00404a 000000',
  }),
  solarizedDark: own('Solarized Dark', true, {
    ground: '#002b36', text: '#839496', cursor: '#93a1a1', selection: '#0b4a5a',
    sixteen: '073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5 586e75 cb4b16 93a1a1 657b83 839496 6c71c4 93a1a1 fdf6e3',
  }),
  solarizedLight: own('Solarized Light', false, {
    ground: '#fdf6e3', text: '#657b83', cursor: '#586e75', selection: '#e1dcc4',
    sixteen: '073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5 586e75 cb4b16 586e75 657b83 839496 6c71c4 93a1a1 002b36',
  }),
  dracula: own('Dracula', true, {
    ground: '#282a36', text: '#f8f8f2', cursor: '#f8f8f2', selection: '#44475a',
    sixteen: '21222c ff5555 50fa7b f1fa8c bd93f9 ff79c6 8be9fd f8f8f2 6272a4 ff6e6e 69ff94 ffffa5 d6acff ff92df a4ffff ffffff',
  }),
  nord: own('Nord', true, {
    ground: '#2e3440', text: '#d8dee9', cursor: '#d8dee9', selection: '#4c566a',
    sixteen: '3b4252 bf616a a3be8c ebcb8b 81a1c1 b48ead 88c0d0 e5e9f0 4c566a bf616a a3be8c ebcb8b 81a1c1 b48ead 8fbcbb eceff4',
  }),
  gruvbox: own('Gruvbox Dark', true, {
    ground: '#282828', text: '#ebdbb2', cursor: '#ebdbb2', selection: '#504945',
    sixteen: '282828 cc241d 98971a d79921 458588 b16286 689d6a a89984 928374 fb4934 b8bb26 fabd2f 83a598 d3869b 8ec07c ebdbb2',
  }),
} satisfies Record<string, Theme>
export type ThemeName = keyof typeof themes

/** Readable on all. */
export const searchColours = { matchBackground: '#b58a2b', matchOverviewRuler: '#b58a2b', activeMatchBackground: '#4f79e8', activeMatchColorOverviewRuler: '#4f79e8' }

type Colours = { ground: string; text: string; cursor: string; selection: string; sixteen: string }

function own(name: string, dark: boolean, { ground, text, cursor, selection, sixteen }: Colours): Theme {
  const [black, red, green, yellow, blue, magenta, cyan, white, ...bright] = sixteen.split(' ').map((colour) => `#${colour}`)
  const [brightBlack, brightRed, brightGreen, brightYellow, brightBlue, brightMagenta, brightCyan, brightWhite] = bright
  const slider = dark ? '#ffffff' : '#000000'
  const colours = {
    background: ground, foreground: text, cursor, cursorAccent: ground, selectionBackground: selection,
    black, red, green, yellow, blue, magenta, cyan, white,
    brightBlack, brightRed, brightGreen, brightYellow, brightBlue, brightMagenta, brightCyan, brightWhite,
    scrollbarSliderBackground: `${slider}22`, scrollbarSliderHoverBackground: `${slider}3a`, scrollbarSliderActiveBackground: `${slider}55`,
  }
  return { name, dark, colours: Object.fromEntries(Object.entries(colours).filter(([, colour]) => colour !== undefined)) }
}
