import type { GitServerMode } from '../fixtures/git-server.ts'
import { newSession } from '../fixtures/new-session.ts'
import { expect, test } from '../fixtures/page-test.ts'
import { startTestServer } from '../fixtures/test-server.ts'

const nothing = { containers: 0, volumes: 0, networks: 0, execs: 0 }

const causes: { what: string; mode?: GitServerMode; url?: (url: string) => string; branch?: string; says: RegExp }[] = [
  { what: 'a repository that is not there', url: (url) => url.replace('sample.git', 'other.git'), says: /no repository at this URL.*check/ },
  { what: 'a branch that is not there', branch: 'nowhere', says: /no branch "nowhere"; check/ },
  { what: 'a repository that wants a password', mode: { kind: 'password', user: 'someone', password: 'secret' }, says: /wants a user name and password.*set a token/ },
  { what: 'a git server that hangs', mode: { kind: 'hangs' }, says: /sent nothing for .*try again/ },
]

for (const { what, mode, url, branch, says } of causes) {
  test(`${what}: the page names cause and next step, and nothing is left`, async ({ page, git, server }) => {
    if (mode) git.setMode(mode)
    await newSession(page, { name: 'Fails', repoUrl: url ? url(git.url) : git.url, ...(branch === undefined ? {} : { branch }) })
    await expect(page.getByText(says).first()).toBeVisible({ timeout: 60_000 })
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
    expect(await server.counts()).toEqual(nothing)
  })
}

test('What cannot be a repository is refused in the dialog, before anything is made', async ({ page, server }) => {
  await page.getByRole('button', { name: 'New session' }).click()
  const dialog = page.getByRole('dialog', { name: 'New session' })
  for (const url of ['ext::sh -c id', '--upload-pack=id', 'https://me:secret@example.com/a.git', 'nonsense']) {
    await dialog.getByLabel('Repository URL').fill(url)
    await dialog.getByRole('button', { name: 'Create' }).click()
    await expect(dialog.getByLabel('Repository URL')).toHaveAttribute('aria-invalid', 'true')
    await expect(dialog.getByText(/Give a repository URL of the form/)).toBeVisible()
  }
  expect(await server.client.sessions.list.query()).toEqual([])
})

test('Without an engine the page says what is missing and how to install it', async ({ page }) => {
  await using lonely = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
  await page.goto(await lonely.signInUrl())
  const notice = page.getByRole('region', { name: 'Docker engine' })
  await expect(notice).toContainText('No Docker engine here')
  await expect(notice).toContainText(/install/i)
})

test('A sign-in link works once', async ({ page, server, browser }) => {
  const url = await server.signInUrl()
  await page.goto(url)
  await page.getByRole('navigation', { name: 'Sessions' }).waitFor()
  expect(page.url()).not.toContain('code=')
  const stranger = await browser.newContext()
  const other = await stranger.newPage()
  await other.goto(url)
  await expect(other.getByRole('alert')).toBeVisible()
  await expect(other.getByText('npm run login', { exact: true })).toBeVisible()
  await other.goto(new URL('/', url).href)
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  // In a tab that asks for one already, a fresh link changes the fragment and nothing else.
  await other.goto(`${other.url().split('?')[0] ?? ''}${new URL(url).hash}`)
  await expect(other.getByRole('alert')).toBeVisible()
  // A page that loads itself again before it has its answer, as one does of which a part did not load, has its code still.
  await other.route('**/trpc/auth.exchange', () => undefined, { times: 1 })
  const asked = other.waitForRequest('**/trpc/auth.exchange')
  await other.goto(await server.signInUrl())
  await asked
  await other.reload()
  await other.getByRole('navigation', { name: 'Sessions' }).waitFor()
  await stranger.close()
})
