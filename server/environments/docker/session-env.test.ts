import { expect, test } from 'vitest'
import { credentialsOf, proxiesOf, variablesOf } from './session-env.ts'

const server = { PATH: '/bin', ANTHROPIC_API_KEY: 'a', ANTHROPIC_BASE_URL: 'b', CLAUDE_CODE_OAUTH_TOKEN: 'c', CLAUDEWORK_TOKEN: 'secret', DATABASE_URL: 'secret', HTTPS_PROXY: 'p', no_proxy: 'n' }

test('only an agent\'s credentials leave the server', () => {
  expect(credentialsOf(server)).toEqual({ ANTHROPIC_API_KEY: 'a', ANTHROPIC_BASE_URL: 'b', CLAUDE_CODE_OAUTH_TOKEN: 'c' })
})

test('proxies are told apart from the rest', () => {
  expect(proxiesOf(server)).toEqual({ HTTPS_PROXY: 'p', no_proxy: 'n' })
})

test('a value may hold equals signs and nothing', () => {
  expect(variablesOf(['A=b=c', 'B=', 'C'])).toEqual({ A: 'b=c', B: '', C: '' })
})
