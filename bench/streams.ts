/** What a terminal is flooded with; each is made the same every time. */
export const streamKinds = ['text', 'sgr', 'utf8'] as const
export type StreamKind = (typeof streamKinds)[number]

const words = 'the quick brown fox jumps over a lazy dog while compilers warn about unused variables in generated code'.split(' ')
const wideWords = ['こんにちは', '世界', '端末', '日本語', '한국어', 'señor', 'Ελλάδα', 'привет', '😀', '👩‍💻', '—', '“quoted”']

/** About `bytes` of lines: plain words, words each in a colour of its own, or words of scripts that take two to four bytes a character. */
export function streamOf(kind: StreamKind, bytes: number): Buffer {
  const random = generator(kind.length)
  const lines: string[] = []
  for (let size = 0, number = 1; size < bytes; number++) {
    const line = `${String(number).padStart(8)} ${Array.from({ length: 4 + random(12) }, () => word(kind, random)).join(' ')}\n`
    lines.push(line)
    size += Buffer.byteLength(line)
  }
  return Buffer.from(lines.join(''))
}

/** The same as it leaves a PTY, which turns each line feed into carriage return and line feed. */
export function asPrinted(stream: Buffer): Buffer {
  return Buffer.from(stream.toString('utf8').replaceAll('\n', '\r\n'))
}

function word(kind: StreamKind, random: (below: number) => number): string {
  switch (kind) {
    case 'text':
      return words[random(words.length)] ?? ''
    case 'sgr':
      return `\u001b[${String(random(2))};38;5;${String(random(256))}m${words[random(words.length)] ?? ''}\u001b[0m`
    case 'utf8':
      return wideWords[random(wideWords.length)] ?? ''
  }
}

function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
