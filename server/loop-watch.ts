import { Worker } from 'node:worker_threads'

/** How often the loop gives a sign, and how long without one is too long. */
const beatMs = 250
const blockedMs = 1_000
/** The watcher costs some megabytes: it is there for as long after a block as another is likely. */
const watchedMs = 10 * 60_000
const stackPatienceMs = 500
/** Below this share of a processor the process did not work: the machine slept, or had no time for it. */
const busyShare = 0.1

export type LoopBlock = {
  ms: number
  cause: 'busy' | 'paused'
  /** Innermost call first; null where nobody looked. */
  stack: string | null
}

type Log = { warn(fields: object, message: string): void }

/** Looks from a thread of its own, since the one that it watches can say nothing while it is blocked. */
const watcher = `
const { parentPort, workerData } = require('node:worker_threads')
const { Session } = require('node:inspector')
const beats = new Int32Array(workerData.beats)
let last = -1, since = performance.now(), told = false
setInterval(() => {
  const beat = Atomics.load(beats, 0)
  if (beat !== last) { last = beat; since = performance.now(); told = false; return }
  if (told || performance.now() - since < workerData.blockedMs) return
  told = true
  const session = new Session()
  const urls = new Map()
  session.connectToMainThread()
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url))
  session.once('Debugger.paused', ({ params }) => {
    const stack = params.callFrames.slice(0, 12).map(({ functionName, location }) => (functionName || 'anonymous') + ' (' + (urls.get(location.scriptId) || '').replace(/^.*[/]/, '') + ':' + (location.lineNumber + 1) + ')').join(' < ')
    session.post('Debugger.resume')
    session.post('Debugger.disable', () => session.disconnect())
    parentPort.postMessage(stack)
  })
  session.post('Debugger.enable')
  session.post('Debugger.pause')
}, workerData.beatMs)
`

/** Says when this process did nothing else for a second or more, and, from the second time on, where it was. */
export function watchLoop({ log, onBlocked }: { log: Log; onBlocked: (block: LoopBlock) => void }): () => void {
  const beats = new Int32Array(new SharedArrayBuffer(4))
  let worker: Worker | null = null
  let leave: NodeJS.Timeout | undefined
  let stack: string | null = null
  let due = performance.now() + beatMs
  let used = process.cpuUsage()

  function watch(): void {
    clearTimeout(leave)
    leave = setTimeout(unwatch, watchedMs).unref()
    if (worker) return
    const mine = new Worker(watcher, { eval: true, workerData: { beats: beats.buffer, beatMs, blockedMs: blockedMs / 2 }, resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 } })
    mine.unref()
    mine.on('message', (text: string) => { stack = text })
    mine.on('error', (error: unknown) => {
      log.warn({ err: error }, 'the watcher of the event loop has ended')
      worker = null
    })
    worker = mine
  }

  function unwatch(): void {
    void worker?.terminate()
    worker = null
  }

  function tell(ms: number, cause: LoopBlock['cause']): void {
    const block = { ms: Math.round(ms), cause, stack }
    stack = null
    log.warn(block, cause === 'busy' ? 'nothing else was done for a while' : 'this process was not running for a while')
    onBlocked(block)
  }

  const timer = setInterval(() => {
    const now = performance.now()
    const late = now - due
    due = now + beatMs
    Atomics.add(beats, 0, 1)
    const { user, system } = process.cpuUsage(used)
    used = process.cpuUsage()
    if (late < blockedMs) return
    const cause = (user + system) / 1_000 > late * busyShare ? 'busy' : 'paused'
    // What the watcher saw comes right behind.
    if (worker && cause === 'busy') setTimeout(tell, stackPatienceMs, late, cause)
    else tell(late, cause)
    if (cause === 'busy') watch()
  }, beatMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    clearTimeout(leave)
    unwatch()
  }
}

/** For people. */
export function blockInWords({ ms, cause, stack }: LoopBlock): string {
  const seconds = `${(ms / 1_000).toFixed(1)} s`
  if (cause === 'paused') return `claudework itself did not run for ${seconds}: the machine slept or had no time for it.`
  return `claudework did nothing else for ${seconds}${stack === null ? '' : `: ${stack}`}.`
}
