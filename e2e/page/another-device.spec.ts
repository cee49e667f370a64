// Other devices: an address of its own behind a TLS proxy, a link to scan, and browsers that are signed out again.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '../../client/client.ts'
import { freePort } from '../fixtures/free-port.ts'
import { expect, test as pageTest } from '../fixtures/page-test.ts'
import { startServerProcess } from '../fixtures/server-process.ts'
import { environmentOf } from '../fixtures/sessions.ts'
import { TerminalPage } from '../fixtures/terminal-page.ts'
import { startTlsProxy } from '../fixtures/tls-proxy.ts'
import { testToken } from '../fixtures/test-server.ts'

pageTest('Behind a TLS proxy: sign-in, redirect, cookie, key, terminal, and a second device by QR', async ({ browser, git }) => {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-tls-e2e-'))
  writeFileSync(join(folder, '.bashrc'), "PS1='$ '\n")
  const port = await freePort()
  await using proxy = await startTlsProxy(() => port)
  const origin = `https://box.localhost:${String(proxy.port)}`
  const env = { ...process.env, HOME: folder, PORT: String(port), CLAUDEWORK_ORIGIN: origin, CLAUDEWORK_DATA_DIR: folder, CLAUDEWORK_TOKEN: testToken, CLAUDEWORK_GIT_PROTOCOLS: 'http,file', DOCKER_HOST: 'unix:///nonexistent/docker.sock' }
  const server = await startServerProcess(env, join(folder, 'log'))
  const client = createClient({ url: `http://127.0.0.1:${String(port)}`, token: testToken })
  const workstation = await browser.newContext({ ignoreHTTPSErrors: true })
  const phone = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 390, height: 844 } })
  try {
    const environmentId = await environmentOf(client, 'HOST')
    const { id } = await client.sessions.create.mutate({ name: 'Far away', repoUrl: git.url, agent: 'shell', environmentId })
    const page = await workstation.newPage()
    const foreign: string[] = []
    page.on('request', (request) => { if (!request.url().startsWith(origin) && !request.url().startsWith(origin.replace('https', 'wss')) && !request.url().startsWith('data:')) foreign.push(request.url()) })

    // A stranger is led to the sign-in, at the same origin, and after it to where they wanted to go.
    await page.goto(`${origin}/sessions/${id}`)
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    expect(page.url()).toBe(`${origin}/sign-in?next=${encodeURIComponent(`/sessions/${id}`)}`)
    expect(server.signInUrl.startsWith(`${origin}/sign-in`)).toBe(true)
    await page.goto(server.signInUrl)
    await page.getByRole('navigation', { name: 'Sessions' }).waitFor()
    expect(await workstation.cookies()).toMatchObject([{ name: `__Host-claudework-${String(port)}`, secure: true, httpOnly: true, sameSite: 'Strict', domain: 'box.localhost' }])

    await page.goto(`${origin}/sessions/${id}`)
    const terminal = await new TerminalPage(page).ready()
    await terminal.run('echo over-$((40+2))-tls')
    await terminal.shows('over-42-tls')
    expect(proxy.requests()).toContainEqual(expect.stringMatching(/^UPGRADE \/trpc/))

    await page.getByRole('link', { name: 'Devices' }).click()
    await page.getByRole('button', { name: 'Sign in another device' }).click()
    const dialog = page.getByRole('dialog', { name: 'Sign in another device' })
    await expect(dialog.getByRole('img', { name: 'Sign-in link as a QR code' })).toBeVisible()
    const link = await dialog.getByText(origin).textContent()
    const other = await phone.newPage()
    await other.goto(link ?? '')
    await other.getByRole('navigation', { name: 'Sessions' }).waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByRole('list', { name: 'Signed-in browsers' }).getByRole('listitem')).toHaveCount(2)

    // Signed out from the first one, the second is at the sign-in by itself.
    await page.getByRole('listitem').filter({ hasNotText: 'this browser' }).getByRole('button', { name: 'Sign out' }).click()
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    expect(foreign).toEqual([])
    await client.sessions.remove.mutate({ id })
  } finally {
    await workstation.close()
    await phone.close()
    await client.close()
    await server.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
})

pageTest('The dialog says where a link leads to this machine only, and fits a phone', async ({ page, picture }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('link', { name: 'Devices' }).click()
  await page.getByRole('button', { name: 'Sign in another device' }).click()
  const dialog = page.getByRole('dialog', { name: 'Sign in another device' })
  await expect(dialog.getByText(/on this machine only/)).toBeVisible()
  await expect(dialog.getByRole('img', { name: 'Sign-in link as a QR code' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await picture('another-device')
})
