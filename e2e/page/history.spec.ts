import { createdSession } from '../fixtures/sessions.ts'
import { expect, test } from '../fixtures/page-test.ts'

test('The history of a session says who did what and how it went, and goes on by itself', async ({ page, server, git, picture }) => {
  const { id } = await createdSession(server.client, { name: 'Remembered', repoUrl: git.url })
  await page.getByRole('link', { name: /Remembered/ }).click()
  await page.getByRole('main').getByRole('button', { name: 'More for Remembered' }).click()
  await page.getByRole('menuitem', { name: 'History' }).click()
  await expect(page.getByRole('heading', { name: 'History of Remembered' })).toBeVisible()
  await expect(page.getByText('Created')).toBeVisible()
  await server.client.sessions.stop.mutate({ id })
  await expect(page.getByRole('listitem').filter({ hasText: /^Stopped by you/ })).toBeVisible()
  await picture('history-session')

  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('link', { name: 'Back to the session' }).click()
  await page.getByRole('link', { name: 'All sessions' }).click()
  await page.getByRole('link', { name: 'History', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'History', exact: true })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'Stopped by you · Remembered' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await picture('history-phone')
  await page.getByRole('link', { name: 'Remembered', exact: true }).first().click()
  await expect(page).toHaveURL(new RegExp(`/sessions/${id}$`))
})
