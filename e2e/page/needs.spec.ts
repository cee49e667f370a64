import type { BrowserContext, Page } from 'playwright/test'
import { environmentOf, runningSession } from '../fixtures/sessions.ts'
import { expect, test } from '../fixtures/page-test.ts'

type Shown = { title: string; body: string; actions: string[] }

/** What the page gives the browser to show while nobody looks at it, which the browser under test is not made to believe. */
async function notificationsOf(page: Page, context: BrowserContext): Promise<() => Promise<Shown[]>> {
  await context.grantPermissions(['notifications'], { origin: new URL(page.url()).origin })
  await page.addInitScript(() => {
    document.hasFocus = () => false
    const shown: Shown[] = []
    Object.assign(globalThis, { shownNotifications: shown })
    const show = Reflect.get<ServiceWorkerRegistration, 'showNotification'>(ServiceWorkerRegistration.prototype, 'showNotification')
    ServiceWorkerRegistration.prototype.showNotification = function (title, options: NotificationOptions & { actions?: { title: string }[] } = {}) {
      shown.push({ title, body: options.body ?? '', actions: (options.actions ?? []).map((action) => action.title) })
      return show.call(this, title, options)
    }
  })
  await page.reload()
  await page.getByRole('navigation', { name: 'Sessions' }).waitFor()
  return () => page.evaluate(() => Reflect.get(globalThis, 'shownNotifications') as Shown[])
}

test('What an agent waits for is on its row, in its header and in a notification', async ({ page, context, server, git, picture }) => {
  const { id } = await runningSession(server.client, 'HOST', { name: 'Asks', repoUrl: git.url })
  const terminalId = (await server.client.terminals.list.query({ sessionId: id }))[0]?.id ?? ''
  const notifications = await notificationsOf(page, context)
  const says = (kind: string, message: string) =>
    server.client.terminals.write.mutate({ terminalId, data: `printf '\\033]7501;state=blocked:kind=${kind}:msg=${Buffer.from(message).toString('base64')}\\007'; sleep 600\r` })

  await says('permission', 'approve Bash: rm -rf build')
  const row = page.getByRole('navigation', { name: 'Sessions' }).getByRole('link', { name: /Asks/ })
  await expect(row).toContainText('Allow Bash: rm -rf build?')
  await row.click()
  await expect(page.locator('main header')).toContainText('Asks permission · Bash: rm -rf build')
  await expect(page).toHaveTitle(/^\(1\) /)
  await expect.poll(notifications).toEqual([{ title: 'Asks needs you', body: 'Allow Bash: rm -rf build?', actions: [] }])
  await picture('waits')

  await server.client.terminals.write.mutate({ terminalId, data: '\u0003' })
  await expect(page).not.toHaveTitle(/^\(1\) /)
  await says('question', `answer: Which colour? ${'The walls are white. '.repeat(20)}`)
  await expect.poll(async () => (await notifications()).at(-1)).toMatchObject({ body: expect.stringMatching(/^Which colour\?/) })
  // However long it is, what can be done stays in reach.
  await expect(page.getByRole('button', { name: 'More for Asks' }).last()).toBeInViewport()
})

test('F44: before idle sessions are stopped, the page and a notification offer to keep them running', async ({ page, context, server, git }) => {
  const quiet = async (name: string) => (await runningSession(server.client, 'HOST', { name, repoUrl: git.url, idleTimeoutMinutes: 0.6 })).id
  const shown = await quiet('Shown')
  const told = await quiet('Told')
  const isKept = async (id: string): Promise<boolean> => {
    const { status, stopNotice, stopsAt } = await server.client.sessions.get.query({ id })
    return status === 'running' && !stopNotice && Date.parse(stopsAt ?? '') > Date.now() + 15_000
  }
  await page.goto(new URL(`/sessions/${shown}`, page.url()).href)
  const notifications = await notificationsOf(page, context)
  await page.getByRole('button', { name: 'Keep running' }).click({ timeout: 60_000 })
  await expect.poll(() => isKept(shown)).toBe(true)
  await expect(page.getByRole('button', { name: 'Keep running' })).toHaveCount(0)

  await expect.poll(notifications, { intervals: [200], timeout: 60_000 }).toContainEqual({ title: 'Told is about to be stopped', body: expect.any(String) as unknown, actions: ['Keep running'] })
  // What the browser does when somebody presses the button of the notification.
  const [worker] = context.serviceWorkers()
  await worker?.evaluate(async (sessionId) => {
    const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration }
    const notification = (await registration.getNotifications()).find(({ data }) => (data as { sessionId: string }).sessionId === sessionId)
    const Event = Reflect.get(globalThis, 'NotificationEvent') as new (type: string, init: object) => globalThis.Event
    globalThis.dispatchEvent(new Event('notificationclick', { notification, action: 'keep' }))
  }, told)
  await expect.poll(() => isKept(told)).toBe(true)
})

test('A creation that failed is asked for again with all that was said, and one thing changed', async ({ page, server, git }) => {
  await server.client.sessions.create.mutate({ name: 'Changed', repoUrl: git.url, branch: 'nowhere', newBranch: 'claude/changed', environmentId: await environmentOf(server.client, 'HOST'), agent: 'command', command: ['sh', '-c', 'echo two words; exec cat'], prompt: 'hello\nthere', idleTimeoutMinutes: null })
  await page.getByRole('link', { name: /Changed/ }).click()
  await page.getByRole('button', { name: 'Change something…' }).click()
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await expect(dialog.getByLabel('Repository URL')).toHaveValue(git.url)
  await expect(dialog.getByLabel('Name')).toHaveValue('Changed')
  await expect(dialog.getByLabel('New branch')).toHaveValue('claude/changed')
  await expect(dialog.getByLabel('Command', { exact: true }).last()).toHaveValue("sh -c 'echo two words; exec cat'")
  await expect(dialog.getByLabel('First prompt')).toHaveValue('hello\nthere')
  await expect(dialog.getByLabel('Stop when idle')).toHaveValue('never')
  await dialog.getByLabel('Branch', { exact: true }).fill('main')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(dialog).toBeHidden()
  await expect.poll(async () => (await server.client.sessions.list.query()).map(({ status, branch }) => `${status} ${String(branch)}`).sort()).toEqual(['error nowhere', 'running main'])
  await expect(page.getByRole('navigation', { name: 'Sessions' }).getByText('· claude/changed')).toHaveCount(2)
  const again = (await server.client.sessions.list.query()).find(({ branch }) => branch === 'main')
  expect(await server.client.sessions.asked.query({ id: again?.id ?? '' })).toMatchObject({ newBranch: 'claude/changed', command: ['sh', '-c', 'echo two words; exec cat'], idleTimeoutMinutes: null })
})
