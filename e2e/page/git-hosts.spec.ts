import { newSession } from '../fixtures/new-session.ts'
import { expect, test } from '../fixtures/page-test.ts'
import { TerminalPage } from '../fixtures/terminal-page.ts'

test('A private repository fails with what to set; with the token set it is cloned, and the token is never shown', async ({ page, git, server, picture }) => {
  const token = 'canary-of-the-page'
  const host = new URL(git.url).host
  git.setMode({ kind: 'password', user: 'hanako', password: token })
  await newSession(page, { name: 'Private', repoUrl: git.url })
  await expect(page.getByText(new RegExp(`set a token for ${host.replaceAll('.', '\\.')}`)).first()).toBeVisible({ timeout: 60_000 })
  const failed = page.url()

  await page.goto(new URL('/settings', failed).href)
  const section = page.getByRole('region', { name: 'Git hosts' })
  await section.getByLabel('Host', { exact: true }).fill('https://example.net/acme')
  await section.getByRole('button', { name: 'Set token' }).click()
  await expect(section.getByText(/Give the host alone/)).toBeVisible()
  await section.getByLabel('Host', { exact: true }).fill(host)
  await section.getByLabel(/^User name/).fill('hanako')
  await section.getByLabel('Token', { exact: true }).fill(token)
  await section.getByRole('button', { name: 'Set token' }).click()
  const known = section.getByRole('listitem', { name: host })
  await expect(known).toContainText('as hanako, set')
  await expect(section.getByLabel('Token', { exact: true })).toHaveValue('')
  await picture('git-hosts')
  await page.setViewportSize({ width: 390, height: 844 })
  await section.scrollIntoViewIfNeeded()
  await picture('git-hosts-phone')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.setViewportSize({ width: 1280, height: 800 })
  expect(await page.content()).not.toContain(token)

  await page.goto(failed)
  await page.getByRole('button', { name: 'Try again' }).click()
  await new TerminalPage(page).ready()
  await picture('private-session')

  await page.goto(new URL('/settings', failed).href)
  await known.getByRole('button', { name: 'Remove' }).click()
  await expect(known).toBeHidden()
  expect(await server.client.gitHosts.list.query()).toEqual([])
})
