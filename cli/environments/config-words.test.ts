import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../failure.ts'
import { withWords } from './config-words.ts'

describe('withWords', () => {
  it('reads values as JSON where they are JSON, else as text', () => {
    expect(withWords({}, ['memoryMiB=4096', 'image=node:22', 'idleTimeoutMinutes=null', 'setupCommand=npm ci && x=1'])).toEqual({ memoryMiB: 4096, image: 'node:22', idleTimeoutMinutes: null, setupCommand: 'npm ci && x=1' })
  })

  it('goes deeper with dots, and keeps variables as texts', () => {
    expect(withWords({ env: { A: '1' } }, ['env.B=2', 'env.C=true', 'engine.type=tcp', 'engine.port=2376'])).toEqual({ env: { A: '1', B: '2', C: 'true' }, engine: { type: 'tcp', port: 2376 } })
  })

  it('takes out what is set to nothing, and what holds nothing any more', () => {
    expect(withWords({ cpus: 2, image: 'x', env: { A: '1' } }, ['cpus=', 'env.A=', 'never='])).toEqual({ image: 'x' })
  })

  it('reads a value from a file', () => {
    const file = join(tmpdir(), `claudework-config-word-${String(process.pid)}`)
    writeFileSync(file, 'FROM claudework-session\n')
    expect(withWords({}, [`dockerfile=@${file}`])).toEqual({ dockerfile: 'FROM claudework-session\n' })
  })

  it.each(['memoryMiB', '=4', '', '1=2', '-x=1'])('refuses %j', (word) => {
    expect(() => withWords({}, [word])).toThrow(UsageError)
  })
})
