import { closedTerminal, Refusal } from '../wire/refusal.ts'
import type { FromEmulator } from './messages.ts'

/** A worker that was replaced does not answer the questions of before. */
const answerMs = 10_000

type Answer = Extract<FromEmulator, { request: number }>
type Waiting = { resolve: (answer: Answer) => void; reject: (error: Refusal) => void; timer: NodeJS.Timeout }

/** Questions to the emulator worker that it has not answered yet. */
export class Answers {
  readonly #waiting = new Map<number, Waiting>()
  #last = 0
  #closed = false

  get pending(): number {
    return this.#waiting.size
  }

  /** Sends a question with its number; rejects with a Refusal where no answer comes in time. */
  ask<K extends Answer['kind']>(kind: K, send: (request: number) => void): Promise<Extract<Answer, { kind: K }>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(closedTerminal())
        return
      }
      const request = ++this.#last
      const timer = setTimeout(() => {
        this.#waiting.delete(request)
        reject(new Refusal('unavailable', 'The screen of this terminal is not known at the moment; try again in a few seconds.'))
      }, answerMs)
      this.#waiting.set(request, {
        resolve: (answer) => {
          if (isOf(kind, answer)) resolve(answer)
          else reject(new Error(`The emulator was asked for its ${kind}; ${answer.kind} came.`))
        },
        reject,
        timer,
      })
      send(request)
    })
  }

  hear(answer: Answer): void {
    const waiting = this.#waiting.get(answer.request)
    this.#waiting.delete(answer.request)
    clearTimeout(waiting?.timer)
    waiting?.resolve(answer)
  }

  close(): void {
    this.#closed = true
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer)
      reject(closedTerminal())
    }
    this.#waiting.clear()
  }
}

function isOf<K extends Answer['kind']>(kind: K, answer: Answer): answer is Extract<Answer, { kind: K }> {
  return answer.kind === kind
}
