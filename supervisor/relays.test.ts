import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { killRelay } from './relays.ts'

const relay = (name: string) => spawn('sleep', ['100'], { env: { ...process.env, CLAUDEWORK_RELAY: name }, stdio: 'ignore' })

test('the relay of a dead connection is killed, and no other', async () => {
  const name = `test-${String(Math.random())}`
  const stale = relay(name)
  const other = relay(`${name}0`)
  await Promise.all([once(stale, 'spawn'), once(other, 'spawn')])
  const gone = once(stale, 'exit')
  killRelay(name)
  expect(await gone).toEqual([null, 'SIGKILL'])
  expect(other.exitCode).toBeNull()
  killRelay('')
  other.kill('SIGTERM')
  expect(await once(other, 'exit')).toEqual([null, 'SIGTERM'])
})
