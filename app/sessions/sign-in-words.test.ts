import { expect, it } from 'vitest'
import { credentialModes } from '../../contract/environment.ts'
import { signInWords } from './sign-in-words.ts'

it('says how an agent signs in, and who else does', () => {
  expect(signInWords({ credentials: null })).toBeNull()
  expect(credentialModes.map((mode) => signInWords({ credentials: { mode, sharedWith: 0, problem: null } }))).toEqual(['token of the server', 'own sign-in', "copy of the host's sign-in", 'shared sign-in'])
  expect(signInWords({ credentials: { mode: 'token', sharedWith: 1, problem: null } })).toBe('token of the server, as 1 other')
  expect(signInWords({ credentials: { mode: 'host-copy', sharedWith: 2, problem: null } })).toBe("copy of the host's sign-in, as 2 others")
})
