import { expect, test } from '../fixtures/page-test.ts'

test('F05: While the server is away nothing that was typed is lost, and a click waits for it', async ({ page, server }) => {
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'New session' }).click()
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await dialog.getByLabel('Repository URL').fill('https://git.example/half.git')
  await dialog.getByText('More', { exact: true }).click()
  await dialog.getByLabel('First prompt').fill('a long thought')
  await server.kill('SIGKILL')
  await expect(page.getByText('Reconnecting. What you see may be out of date.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Not connected right now, so no session was created')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  // A page that was never looked at: neither its code nor its data is here yet.
  await page.getByRole('link', { name: 'History' }).click()
  await expect(page.locator('[aria-busy=true]')).toHaveCount(1)
  await expect(page.getByRole('heading', { name: 'Give it a repository' })).toBeVisible()
  await server.start()
  await expect(page.getByRole('heading', { name: 'History' })).toBeVisible()
  await expect(page.getByText('Reconnecting')).toHaveCount(0)

  await page.reload()
  await page.getByRole('button', { name: 'New session' }).click()
  await expect(dialog.getByLabel('Repository URL')).toHaveValue('https://git.example/half.git')
  await expect(dialog.getByLabel('First prompt')).toHaveValue('a long thought')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'New session' }).click()
  await expect(dialog.getByLabel('Repository URL')).toHaveValue('')
})
