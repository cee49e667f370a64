// `npm run login`: prints a fresh single-use sign-in link of the claudework that runs on this machine.
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const { env } = process
const dataDir = env.CLAUDEWORK_DATA_DIR || join(env.XDG_DATA_HOME || join(homedir(), '.local/share'), 'claudework')
const port = env.PORT || '4600'

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}

function storedToken() {
  try {
    return readFileSync(join(dataDir, 'token'), 'utf8').trim()
  } catch {
    return fail(`No API token in ${dataDir}: start claudework once with "npm start", or set CLAUDEWORK_DATA_DIR as it was set there.`)
  }
}

const token = env.CLAUDEWORK_TOKEN || storedToken()
const response = await fetch(`http://127.0.0.1:${port}/trpc/auth.createCode`, {
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: '{}',
}).catch(() => fail(`Nothing answers on port ${port}: start claudework with "npm start", or set PORT as it was set there.`))
const answer = await response.json()
if (!response.ok) fail(answer.error?.message ?? `claudework answered with status ${response.status}.`)
console.log(answer.result.data.url)
