// The byte ledger: lines `<number>|<length>|<crc32>|<payload>`, of which a reader can tell which were lost, doubled or changed.
//   node print.mjs <lines> [seed] [lines a burst] [pause between bursts, ms]
// Plain JavaScript for any Node >= 22.2, so that it runs in a session's image as it is.
import { crc32 } from 'node:zlib'

const [lines = 1000, seed = 1, burst = 0, pauseMs = 0] = process.argv.slice(2).map(Number)
const alphabets = ['abcdefghij klmnopqrstuvwxyz0123456789', 'äöüß€éèñ çøå', '日本語のテキスト全角文字', '🎉🚀👩‍💻🇯🇵', '\u001b[31m\u001b[0m\u001b[1;44m\u001b[mxy']

let state = seed >>> 0 || 1
const random = () => {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) / 2 ** 32
}

const line = (number) => {
  const alphabet = [...alphabets[Math.floor(random() * alphabets.length)]]
  const payload = Array.from({ length: Math.floor(random() * 120) }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
  return `${number}|${Buffer.byteLength(payload)}|${crc32(payload).toString(16)}|${payload}\n`
}

for (let number = 1, text = ''; number <= lines; number++) {
  text += line(number)
  const pause = burst > 0 && number % burst === 0
  if (text.length < 65536 && !pause && number < lines) continue
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve))
  text = ''
  if (pause) await new Promise((resolve) => setTimeout(resolve, pauseMs))
}
process.stdout.write(`end|${lines}\n`)
