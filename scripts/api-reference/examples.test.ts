// The shell examples of docs/API.md, as they stand there, against a server.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeSmallRepository, startTestServer, testToken, type TestServer } from '../../server/testing/test-server.ts'

const text = readFileSync(join(import.meta.dirname, '../../docs/API.md'), 'utf8')
const examples = [...text.matchAll(/```sh\n(.*?)\n```/gs)].map(([, example]) => example ?? '')

let test: TestServer
beforeAll(async () => { test = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' }) })
afterAll(() => test[Symbol.asyncDispose]())

describe('the shell examples of docs/API.md', () => {
  it('are there', () => { expect(examples).toHaveLength(2) })

  it.each(examples)('%s', async (example) => {
    const env = { ...process.env, CLAUDEWORK_URL: test.url, CLAUDEWORK_TOKEN: testToken, REPOSITORY: makeSmallRepository() }
    const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-euo', 'pipefail', '-c', example], { env })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^[{[]/)
    expect(stdout).not.toContain('"error":')
    expect(await test.client.sessions.list.query()).toEqual([])
  })
})
