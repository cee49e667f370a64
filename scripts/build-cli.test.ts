import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildCli } from './build-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'claudework-cli-'))
beforeAll(() => buildCli(folder), 60_000)
afterAll(() => { rmSync(folder, { recursive: true }) })

/** What a command has loaded when it ends: Node's own modules, and files of ours. */
function loadedBy(verb: string): Promise<string[]> {
  const tell = 'data:text/javascript,import{createRequire}from"node:module";const{cache}=createRequire("/");process.on("exit",()=>console.log([...process.moduleLoadList,...Object.keys(cache)].join("\\n")))'
  const env = { ...process.env, CLAUDEWORK_URL: 'http://127.0.0.1:1', CLAUDEWORK_TOKEN: 'x' }
  return new Promise((resolve) => { execFile(process.execPath, ['--import', tell, join(folder, 'claudework.cjs'), verb], { env }, (_, stdout) => { resolve(stdout.split('\n').map((line) => line.replace(`${folder}/`, ''))) }) })
}

it('a short command waits for no part of a long one, for no second HTTP client and for no cryptography', async () => {
  const loaded = await loadedBy('ls')
  expect(loaded).toEqual(expect.arrayContaining(['claudework.cjs', 'parts/ls.cjs', 'NativeModule http']))
  expect(loaded).not.toEqual(expect.arrayContaining(['parts/attach.cjs']))
  expect(loaded.filter((name) => /undici|NativeModule (crypto|tls|zlib|child_process)$|parts\/(attach|client|service|env)/.test(name))).toEqual([])
})
