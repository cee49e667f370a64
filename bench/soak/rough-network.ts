import type { TcpProxy } from '../../e2e/fixtures/tcp-proxy.ts'
import { createRandom } from './random.ts'

const cutEveryMs = { least: 500, most: 3_000 }
/** Each connection also ends by itself within so many bytes: more than one message, or it would never get anywhere. */
const cutWithin = 600_000
const stallEveryMs = 7_000
const stallMs = 1_000

/** From now on a network loses single connections in the middle of a message, all of them at once, and stalls now and then. */
export function makeRough(proxy: TcpProxy, seed: number): Disposable {
  const random = createRandom(seed)
  proxy.cutWithin(cutWithin)
  let cutter: NodeJS.Timeout | undefined
  const cutAll = (): void => {
    proxy.cut()
    cutter = setTimeout(cutAll, cutEveryMs.least + random() * (cutEveryMs.most - cutEveryMs.least))
  }
  cutAll()
  const stalls = setInterval(() => {
    proxy.stall()
    setTimeout(() => { proxy.resume() }, stallMs)
  }, stallEveryMs)
  return {
    [Symbol.dispose]() {
      clearTimeout(cutter)
      clearInterval(stalls)
      proxy.cutWithin(null)
    },
  }
}
