import { StringDecoder } from 'node:string_decoder'
import type { Readable } from 'node:stream'
import { EngineProblem, plain } from './engine-problem.ts'
import { Problem } from '../problem.ts'

export type ProgressOptions = {
  /** What the engine was asked to do: completes "The Docker engine could not ...". */
  what: string
  onLine: (line: string) => void
  signal?: AbortSignal | undefined
  /** Milliseconds without a word after which it counts as stalled. */
  silence: number
}

/** Reads the JSON lines in which the engine reports a build, a pull or an import. Resolves at their end, rejects with the error in them. */
export function followProgress(stream: Readable, { what, onLine, signal, silence }: ProgressOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder('utf8')
    let text = ''
    let failure: string | null = null
    const stalled = (): void => { end(new EngineProblem('unavailable', `The Docker engine stopped in the middle when it was asked to ${what}; try again.`, { engine: 'not answering' })) }
    let timer = setTimeout(stalled, silence)
    const onAbort = (): void => { end(new Problem('cancelled', `It was cancelled while the Docker engine was asked to ${what}.`)) }
    function end(error: Error | null): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      stream.destroy()
      if (error) reject(error)
      else resolve()
    }
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted) onAbort()
    stream.on('data', (chunk: Buffer) => {
      clearTimeout(timer)
      timer = setTimeout(stalled, silence)
      const lines = (text + decoder.write(chunk)).split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        const said = sayingOf(line)
        if (said.error !== null) failure = said.error
        for (const part of said.text.split(/[\r\n]+/)) if (part.trim() !== '') onLine(part.trimEnd())
      }
    })
    stream.on('error', (error) => { end(new EngineProblem('unavailable', `The connection to the Docker engine broke when it was asked to ${what}; try again.`, { engine: 'not answering', cause: error })) })
    stream.on('end', () => { end(failure === null ? null : new EngineProblem('failed', `The Docker engine could not ${what}: ${plain(failure)}.`, { engine: 'ok' })) })
  })
}

/** One JSON line: a build's output, or a layer's state (without its moving bar). */
function sayingOf(line: string): { text: string; error: string | null } {
  if (line.trim() === '') return { text: '', error: null }
  const said: unknown = JSON.parse(line)
  if (typeof said !== 'object' || said === null) return { text: '', error: null }
  if ('error' in said && typeof said.error === 'string') return { text: '', error: said.error }
  if ('stream' in said && typeof said.stream === 'string') return { text: said.stream, error: null }
  if ('status' in said && typeof said.status === 'string') {
    const layer = 'id' in said && typeof said.id === 'string' ? `${said.id}: ` : ''
    return { text: 'progress' in said ? '' : `${layer}${said.status}`, error: null }
  }
  return { text: '', error: null }
}
