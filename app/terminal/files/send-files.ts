import { limits } from '../../../contract/limits.ts'

type Bytes = Uint8Array<ArrayBuffer>
export type FilePart = { uploadId: string; name: string; at: number; data: Bytes }
/** What is under way; `sent` and `size` are the bytes of all files together. */
export type Sending = { name: string; sent: number; size: number }

export type FileSenderDeps = {
  send: (part: FilePart) => Promise<{ path: string }>
  /** Resolves to whether the connection is there, or came back in time. */
  whenLive: (withinMs: number) => Promise<boolean>
  /** True where the connection failed and not the call. */
  isLost: (error: unknown) => boolean
  now: () => number
  newId: () => string
  onSending: (sending: Sending | null) => void
  /** All of them are there, at these paths. */
  onSent: (paths: string[]) => void
  onRefused: (sentence: string) => void
  problemText: (error: unknown) => string
}

const mostFiles = 20
const backWithinMs = 60_000
/** Keys share the line with a file: a part is as large as the line carries in this time, so that a key waits no longer. */
const partMs = 100
const smallestPart = 16 * 1024

/** Sends files into a session, one after the other, in parts. A part whose answer was lost is sent again once the connection is back. */
export function createFileSender(deps: FileSenderDeps) {
  let under: { cancelled: boolean } | null = null

  async function send(files: readonly File[]): Promise<void> {
    const wrong = under ? 'Files are being sent already; wait for those, or cancel them.' : refusalOf(files)
    if (wrong !== null) {
      deps.onRefused(wrong)
      return
    }
    const mine = (under = { cancelled: false })
    const size = files.reduce((sum, file) => sum + file.size, 0)
    const paths: string[] = []
    let before = 0
    try {
      for (const file of files) {
        const path = await sendOne(file, mine, (sent) => deps.onSending({ name: file.name, sent: before + sent, size }))
        if (path === null) return
        paths.push(path)
        before += file.size
      }
      deps.onSent(paths)
    } catch (error) {
      deps.onRefused(error instanceof DOMException ? 'A file could not be read. A folder cannot be sent; pack it first, or bring it in by git.' : `The file was not sent. ${deps.problemText(error)}`)
    } finally {
      under = null
      deps.onSending(null)
    }
  }

  /** null where nobody wants it any more. */
  async function sendOne(file: File, mine: { cancelled: boolean }, onPart: (sent: number) => void): Promise<string | null> {
    const uploadId = deps.newId()
    let length = smallestPart
    onPart(0)
    for (let at = 0; ;) {
      const data = new Uint8Array(await file.slice(at, at + length).arrayBuffer())
      const began = deps.now()
      const { path } = await sendPart({ uploadId, name: file.name.slice(-limits.uploadName) || 'file', at, data })
      at += data.length
      if (mine.cancelled) return null
      onPart(at)
      if (at >= file.size) return path
      length = deps.now() - began < partMs ? Math.min(length * 2, limits.uploadPart) : Math.max(length / 2, smallestPart)
    }
  }

  async function sendPart(part: FilePart): Promise<{ path: string }> {
    for (;;) {
      try {
        return await deps.send(part)
      } catch (error) {
        if (!deps.isLost(error) || !(await deps.whenLive(backWithinMs))) throw error
      }
    }
  }

  return {
    send,
    cancel(): void { if (under) under.cancelled = true },
  }
}

function refusalOf(files: readonly File[]): string | null {
  if (files.length > mostFiles) return `At most ${String(mostFiles)} files at once; pack them, or bring them in by git.`
  const large = files.find(({ size }) => size > limits.upload)
  return large ? `“${large.name}” is larger than ${String(limits.upload / 1024 / 1024)} MB; bring it in by git, or by “claudework exec --stdin”.` : null
}
