import { existsSync, readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import { setWebhook, type SetWebhook } from '../../contract/notification.ts'
import { Problem, sentenceOf } from '../problem.ts'
import { replaceFile } from '../replace-file.ts'
import { postJson } from './post.ts'

/** As ntfy takes it (docs.ntfy.sh, "Publish as JSON"); others find what they need by name. Priority 4 is "high". */
export type Notification = { title: string; message: string; tags: string[]; priority: 1 | 2 | 3 | 4 | 5; click: string; session: { id: string; name: string } }

export type WebhookView = {
  address: string | null
  topic: string | null
  lastSentAt: string | null
  /** Of the newest notification, where it did not arrive. */
  lastFailure: { at: string; message: string } | null
}

export type WebhookDeps = {
  /** Of the page, for links to it. */
  origin: string
  /** Holds the address, which may be a secret: 0600. */
  file: string
  log: Logger
  now: () => number
  deadlineMs?: number
}

/** One address that is told when a session begins to wait. */
export function createWebhook({ origin, file, log, now, deadlineMs = 10_000 }: WebhookDeps) {
  let setting = readSetting(file, log)
  let lastSentAt: string | null = null
  let lastFailure: WebhookView['lastFailure'] = null

  const view = (): WebhookView => ({ address: setting.address, topic: setting.topic ?? null, lastSentAt, lastFailure })

  async function send(notification: Notification): Promise<void> {
    const { address, topic } = setting
    if (address === null) throw new Problem('precondition', 'There is no webhook; give its address first.')
    const at = new Date(now()).toISOString()
    try {
      await postJson(address, { ...(topic === undefined ? {} : { topic }), ...notification }, deadlineMs)
      lastSentAt = at
      lastFailure = null
    } catch (error) {
      lastFailure = { at, message: sentenceOf(error) }
      throw error
    }
  }

  return {
    view,
    set(next: SetWebhook): WebhookView {
      if (next.address !== null && !URL.canParse(next.address)) throw new Problem('bad-input', 'This is no address; give one such as https://ntfy.sh.')
      setting = next
      replaceFile(file, JSON.stringify(next))
      lastSentAt = null
      lastFailure = null
      return view()
    },
    /** Sends one now, so that a person sees it arrive; throws why it did not. */
    async test(): Promise<WebhookView> {
      await send({ title: 'claudework', message: 'This is how it looks when a session needs you.', tags: ['wave'], priority: 3, click: origin, session: { id: '', name: '' } })
      return view()
    },
    /** Sends where there is an address. A failure is shown by `view`. */
    tell(notification: Notification): void {
      if (setting.address === null) return
      send(notification).catch((error: unknown) => { log.warn({ reason: sentenceOf(error), session: notification.session.id }, 'a notification did not arrive') })
    },
  }
}
export type Webhook = ReturnType<typeof createWebhook>

function readSetting(file: string, log: Logger): SetWebhook {
  if (!existsSync(file)) return { address: null }
  try {
    return setWebhook.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    log.error({ err: error, file }, 'the webhook setting could not be read; set it again')
    return { address: null }
  }
}
