import { createdSession } from '../fixtures/sessions.ts'
import { expect, test } from '../fixtures/page-test.ts'
import { TerminalPage } from '../fixtures/terminal-page.ts'

test('People see that the setup failed, and make a container anew after they were told what is lost', async ({ page, git, picture, server }) => {
  const { client } = server
  const { id: environmentId } = await client.environments.create.mutate({ name: 'With setup', kind: 'DOCKER', config: { setupCommand: 'echo no such package; exit 4' } })
  const { id, containerId } = await createdSession(client, { name: 'Anew', repoUrl: git.url, environmentId })
  await page.goto(new URL(`/sessions/${id}`, page.url()).href)
  const terminal = await new TerminalPage(page).ready()
  const notice = page.getByRole('status').filter({ hasText: 'The setup command ended with code 4.' })
  await picture('setup-failed')
  await notice.getByRole('button', { name: 'Output' }).click()
  await expect(page.getByRole('dialog')).toContainText('no such package')
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await expect(notice).toHaveCount(0)
  await page.reload()
  await terminal.ready()
  await expect(notice).toHaveCount(0)

  await terminal.run('echo kept > kept; touch /tmp/installed; echo written-$((40+2))')
  await terminal.shows('written-42')
  await client.environments.update.mutate({ id: environmentId, config: { network: 'restricted', pids: 300 } })
  // What changed in an environment reaches the page with the session's next change.
  await client.sessions.update.mutate({ id, pinned: true })
  await expect(page.getByText('pids applies at next start; network applies when its container is made anew')).toBeVisible()
  await page.getByRole('button', { name: 'make anew…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make the container of “Anew” anew?' })
  await expect(dialog).toContainText('What was installed or changed outside /workspace and /state is lost')
  await expect(dialog).toContainText('It gets: pids, network.')
  await picture('made-anew')
  await page.setViewportSize({ width: 390, height: 844 })
  await picture('made-anew-phone')
  await page.setViewportSize({ width: 1280, height: 800 })
  await dialog.getByRole('button', { name: 'Make it anew' }).click()
  await expect(dialog).toHaveCount(0, { timeout: 30_000 })
  await expect.poll(() => client.sessions.get.query({ id }), { timeout: 30_000 }).toMatchObject({ status: 'running', settingsPending: [] })
  const anew = (await client.sessions.get.query({ id })).containerId ?? ''
  expect(anew).not.toBe(containerId)
  await expect(page.getByRole('button', { name: 'make anew…' })).toHaveCount(0)
  // Its host's name is in the prompt.
  await terminal.shows(`node@${anew.slice(0, 12)}`)
  await terminal.ready()
  await terminal.run('cat kept; ls /tmp/installed; echo looked-$((40+2))')
  await terminal.shows(/kept[\s\S]*No such file[\s\S]*looked-42/)
})
