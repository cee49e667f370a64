import type { Connection } from '../connection.ts'
import { Refusal } from '../wire/refusal.ts'
import type { AskServer } from './sockets.ts'

const answerMs = 15_000

/** Asks the server that connected last: an earlier connection may be one that nobody has noticed is dead. */
export function askNewest(connections: ReadonlySet<Connection>): AskServer {
  return async (name, input) => {
    const newest = [...connections].findLast((connection) => connection.answers)
    if (!newest) throw new Refusal('unavailable', 'claudework is not connected to this session at the moment, and it alone has the credentials; try again in a few seconds.')
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Refusal('unavailable', 'claudework did not answer in time; try again.')), answerMs)
    })
    try {
      return await Promise.race([newest.ask(name, input), late])
    } finally {
      clearTimeout(timer)
    }
  }
}
