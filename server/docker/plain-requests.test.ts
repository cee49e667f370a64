import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import Docker from 'dockerode'
import { expect, test } from 'vitest'
import { withPlainRequests } from './plain-requests.ts'

test('a request is sent without being described first, with every socket that is open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-engine-'))
  const path = join(folder, 'docker.sock')
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end('{"Version":"1"}')).listen(path)
  await once(server, 'listening')
  let described = 0
  const agent = Object.assign(new Agent(), { large: { [inspect.custom]: () => (described += 1) } })
  const options = { socketPath: path, agent }
  const ask = (docker: Docker): Promise<unknown> => docker.version()
  expect(await ask(new Docker(options))).toEqual({ Version: '1' })
  expect(described, 'as the library does it; once it does not, this is not needed any more').toBe(1)
  expect(await ask(withPlainRequests(new Docker(options)))).toEqual({ Version: '1' })
  expect(described).toBe(1)
  server.close()
  rmSync(folder, { recursive: true, force: true })
})
