import type { Need } from './needs.ts'

const workerPath = '/notification-worker.js'
export type WorkerMessage = { kind: 'open' | 'keep'; sessionId: string }

type TrustedTypes = { createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => { createScriptURL: (url: string) => string } }

/** Only a worker's notifications have buttons. Where there can be none, a notification opens its session. */
export async function showNotification(need: Need, open: (sessionId: string) => void): Promise<void> {
  const { sessionId, title, text, kind } = need
  const options: NotificationOptions & { actions?: { action: string; title: string }[] } = { body: text, tag: `claudework ${sessionId}`, data: { sessionId } }
  const worker = await registered()
  if (worker) {
    if (kind === 'stops') options.actions = [{ action: 'keep', title: 'Keep running' }]
    await worker.showNotification(title, options)
    return
  }
  const notification = new Notification(title, options)
  notification.onclick = () => {
    window.focus()
    open(sessionId)
    notification.close()
  }
}

async function registered(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator)) return null
  try {
    await navigator.serviceWorker.register(trusted(workerPath))
    return await navigator.serviceWorker.ready
  } catch {
    return null // development and private windows refuse workers: the plain notification is the answer
  }
}

/** The policy of the page lets no plain string name a script; this one names only ours. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  return trustedTypes ? trustedTypes.createPolicy('claudework-notifications', { createScriptURL: () => url }).createScriptURL(url) : url
}
