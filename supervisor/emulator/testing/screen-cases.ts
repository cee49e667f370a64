/** One case per mode: what sets it, and what shows whether it holds. */
export const modes: Record<string, [string, string]> = {
  title: ['\x1b]2;a title\x07', ''],
  palette: ['\x1b]4;1;rgb:11/22/33\x07', ''],
  'special colours': ['\x1b]11;rgb:11/22/33\x07', ''],
  'application cursor keys': ['\x1b[?1h', ''],
  'application keypad': ['\x1b=', ''],
  'bracketed paste': ['\x1b[?2004h', ''],
  'focus events': ['\x1b[?1004h', ''],
  'reverse wraparound': ['\x1b[?45h', '\r\nab\r\b\bx'],
  'wraparound off': ['\x1b[?7l', 'x'.repeat(50)],
  'mouse tracking': ['\x1b[?1003h', ''],
  'mouse encoding': ['\x1b[?1000h\x1b[?1006h', ''],
  'newline mode': ['\x1b[20h', 'a\nb'],
  'cursor style': ['\x1b[3 q', ''],
  'cursor hidden': ['\x1b[?25l', ''],
  'tab stops': ['\x1b[3g\x1b[1;11H\x1bH\r', '\tT'],
  'synchronized output': ['\x1b[?2026h', ''],
}

/** What makes a screen, and what shows whether all of it is known. */
export const screens: Record<string, [string, string]> = {
  margins: ['\x1b[3;6r\x1b[3;1HA', '\x1b[6;1H\n\n\nZ'],
  'the saved cursor': ['\x1b[5;5H\x1b[1;31m\x1b7\x1b[0m\x1b[1;1H', '\x1b8X'],
  'the saved cursor of line drawing': ['\x1b(0\x1b[5;5H\x1b7\x1b(B\x1b[H', '\x1b8q'],
  'origin mode': ['\x1b[3;6r\x1b[?6h', '\x1b[1;1HO'],
  'insert mode': ['abc\r\x1b[4h', 'X'],
  'line drawing': ['\x1b(0', 'qqxx'],
  'line drawing as G1': ['\x1b)0\x0e', 'qqxx'],
  'colours and styles': ['\x1b[1;3;9;31;48;5;20m', 'red'],
  'bright and true colours': ['\x1b[91;48;2;1;2;3m', 'red'],
  'a coloured curly underline': ['\x1b[4:3m\x1b[58:2::1:2:3m', 'u'],
  'an open link': ['\x1b]8;;http://x/\x07', 'link'],
  'a link in the text': ['see \x1b]8;;https://real.test/?a=1;b\x07these words\x1b]8;;\x07 and those', '\r\nx'],
  'links in colours, underlined, wrapped and wide': [`\x1b[4m\x1b]8;;http://u/\x07under\x1b[24m\x1b[31mred${'あ'.repeat(20)}\x1b]8;;\x07\x1b[4mplain`, '\x1b[0mx'],
  'links beside each other, of one name and of none': ['\x1b]8;id=a;http://one/\x07A\x1b]8;;http://two/\x07B\x1b]8;;http://two/\x07C\x1b]8;id=a;http://one/\x07D\x1b]8;;\x07E', 'F'],
  'links above the alternate screen and in it': ['\x1b]8;;http://n/\x07n\x1b]8;;\x07\x1b[?1049h\x1b[3;3H\x1b]8;;http://a/\x07a\x1b]8;;\x07', '\x1b[?1049l|'],
  'a pending wrap': ['x'.repeat(40), 'Y'],
  'a pending wrap behind a wide character': [`${'x'.repeat(38)}あ`, 'Y'],
  'a pending wrap in other colours': [`${'x'.repeat(40)}\x1b[1m`, 'Y'],
  'the character to repeat': ['a', '\x1b[3b'],
  'the character to combine with': ['e', '\u0301x'],
  'the first half of a flag': ['\u{1f1ef}', '\u{1f1f5}x'],
  'the alternate screen above the normal one': ['normal\x1b[?1049h\x1b[2;2Halt', 'x\x1b[?1049lback'],
  'margins of the alternate screen': ['n\x1b[?1049h\x1b[2;5r\x1b[5;1H', '\n\nx\x1b[?1049lZ'],
  'the scrollback': [Array.from({ length: 50 }, (_, i) => `\x1b[3${String(i % 8)}mline ${String(i)}\r\n`).join(''), 'x\n\n\n'],
  'a half escape sequence': ['abc\x1b[3', '1mred'],
  'a half OSC': ['abc\x1b]0;tit', 'le\x07x'],
}

/** A session with everything in it, for cuts at every byte. */
export const everything = Buffer.from(
  'user@host:~$ ls --color\r\n\x1b[01;34mdir\x1b[0m  \x1b[01;32mrun.sh\x1b[0m 日本語.txt 🎉 ﾊﾝｶｸ é\u0301\r\n' +
    '\x1b]0;vim\x07\x1b[?1049h\x1b[?2004h\x1b[?1h\x1b=\x1b[1;10r\x1b[2J\x1b[H\x1b[38;5;130m  1 \x1b[mconst x = "あ"\x1b[K\r\n\x1b[7m status \x1b[27m\x1b[3;4H' +
    '\x1b(0lqqk\x1b(B\x1b[2;9r\x1bM\x1bM\x1b[9;1H\r\n\r\n\x1b7\x1b[4;4H\x1b8X\x1bP$q"p\x1b\\\x1b[?25l\x1b[3 q\x1b[?25h' +
    `${'w'.repeat(45)}\x1b[?1049l\x1b[?2004l\x1b[?1l\x1b>\x1b]8;;https://x.test/\x1b\\link\x1b]8;;\x1b\\\r\nback\x1b[5D\x1b[2Pz\t|\r\n$ `,
)
