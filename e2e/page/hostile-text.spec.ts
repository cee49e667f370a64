// What a person, an agent, a program or a repository says is text on the page, whatever it looks like.
import { expect, test } from '../fixtures/claude-test.ts'
import { environmentOf, runningSession, sessionWhen } from '../fixtures/sessions.ts'

const hit = 'document.documentElement.dataset.hit=1'
const payloads = [
  `<img src=/hit onerror=${hit}>`,
  `<script>${hit}</script>`,
  `<svg/onload=${hit}>`,
  `"><b onmouseover=${hit}>`,
  `<iframe src=javascript:parent.${hit}>`,
  `</title></textarea></style><script src=/hit></script>`,
  `{{constructor.constructor('${hit}')()}}`,
  '<a href=javascript:alert(1)>\u202egnp.exe',
]
/** In ways of markdown that lead somewhere; an agent's answer repeats 200 characters of one line. */
const spoken = payloads.map((payload) => `${payload} ![x](/hit) [x](javascript:${hit}) <javascript:1> [y](data:text/html,x)`)

/** Everything there is to open on a page of the application. */
const places = ['/', '/history', '/rescues', '/devices', '/settings']

test('A78: Nothing that is said to the page, by a repository, an agent or a program, becomes a part of it', async ({ page, server, git }) => {
  const dialogs: string[] = []
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  page.on('request', (request) => { if (/\/hit$/.test(request.url())) asked.push(request.url()) })
  const { client } = server
  const all = payloads.join(' ')

  const place = await client.environments.create.mutate({ kind: 'HOST', name: payloads[0] ?? '', config: {} })
  const sessions = await Promise.all(payloads.slice(0, 2).map((name) => runningSession(client, 'HOST', { name, repoUrl: git.url, environmentId: place.id })))
  const worked = String(sessions[0]?.id)
  const [terminal] = await client.terminals.list.query({ sessionId: worked })
  const files = payloads.map((payload) => payload.replaceAll('/', '⁄'))
  const typed = [
    ...files.map((name) => `printf '%s\\n' ${quoted(all)} > ${quoted(name)}`),
    `git add -A; git -c user.name=${quoted(String(payloads[0]))} -c user.email=a@example.net commit -qm ${quoted(all)}; echo more >> ${quoted(String(files[0]))}`,
    ...payloads.map((payload) => `printf '\\033]0;%s\\007\\033]9;%s\\007\\a' ${quoted(payload)} ${quoted(payload)}`),
    `echo ${quoted(all)}; exit 3`,
  ]
  await client.terminals.update.mutate({ terminalId: String(terminal?.id), title: payloads[2] ?? '' })
  await client.terminals.write.mutate({ terminalId: String(terminal?.id), data: `${typed.join('\n')}\n` })
  await sessionWhen(client, worked, ({ agentState }) => agentState.state === 'error')
  expect(await client.sessions.gitWarnings.query({ id: worked })).toMatchObject({ uncommitted: 1, unpushed: 1 })

  const talk = await client.sessions.create.mutate({ name: payloads[3] ?? '', repoUrl: git.url, environmentId: null })
  await sessionWhen(client, talk.id, ({ status }) => status === 'running')
  const failed = await client.sessions.create.mutate({ name: payloads[4] ?? '', repoUrl: git.url, branch: '<img/src=/hit>', environmentId: await environmentOf(client, 'HOST') })
  await sessionWhen(client, failed.id, ({ status }) => status === 'error')

  for (const path of [...places, `/sessions/${worked}`, `/sessions/${worked}/changes`, `/sessions/${worked}/history`, `/sessions/${failed.id}`]) {
    await page.goto(new URL(path, page.url()).href)
    await expect(page.getByRole('main')).toBeVisible()
    await expect(page.getByRole('navigation', { name: 'Sessions' })).toContainText(String(payloads[0]))
  }
  await page.goto(new URL(`/sessions/${talk.id}`, page.url()).href)
  for (const prompt of spoken) await client.prompts.send.mutate({ sessionId: talk.id, text: prompt })
  await expect(page.getByRole('log', { name: 'Conversation' }).getByText(/^echo: .*gnp\.exe/)).toBeVisible({ timeout: 30_000 })
  await client.sessions.remove.mutate({ id: worked })
  await page.goto(new URL('/rescues', page.url()).href)
  await expect(page.getByRole('list', { name: 'Rescues' })).toContainText(String(payloads[0]))

  expect(await page.evaluate(() => document.documentElement.dataset['hit'])).toBeUndefined()
  expect({ dialogs, asked }).toEqual({ dialogs: [], asked: [] })
})

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
