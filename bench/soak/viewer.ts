import { createClient } from '../../client/client.ts'
import { testToken } from '../../e2e/fixtures/test-server.ts'
import { createLedgerFollower, type LedgerCount } from './ledger-follower.ts'

export type SoakViewer = {
  readonly count: LedgerCount
  /** How often it was given a screen in place of bytes that it had not seen. */
  readonly skips: number
  readonly firstFault: string | null
  leave(): Promise<void>
}

/** Follows one terminal over a connection of its own, through whatever happens to it. */
export function startSoakViewer(url: string, terminalId: string): SoakViewer {
  const client = createClient({ url, token: testToken })
  const follower = createLedgerFollower()
  let came = false
  let skips = 0
  let failure: string | null = null
  const subscription = client.terminals.attach.subscribe({ terminalId }, {
    onData: ({ data }) => {
      if (data.kind === 'snapshot' && came) {
        skips += 1
        follower.skip()
      }
      if (data.kind === 'data') follower.push(data.bytes)
      came = true
    },
    onError: (error) => { failure = `its subscription ended: ${error.message}` },
  })
  return {
    count: follower.count,
    get skips() { return skips },
    get firstFault() { return failure ?? follower.firstFault },
    leave() {
      subscription.unsubscribe()
      return client.close()
    },
  }
}
