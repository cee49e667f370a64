/* global self */
// Shows notifications with buttons and says to the page which was pressed. It fetches, stores and answers nothing.
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { sessionId } = event.notification.data
  event.waitUntil(tell({ kind: event.action === 'keep' ? 'keep' : 'open', sessionId }))
})

async function tell(message) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find(({ focused }) => focused) ?? pages[0]
  if (!page) {
    if (message.kind === 'open') await self.clients.openWindow(`/sessions/${encodeURIComponent(message.sessionId)}`)
    return
  }
  page.postMessage(message)
  if (message.kind === 'open') await page.focus()
}
