import { BrowserNotifications } from '../notifications/browser-notifications.tsx'
import { Section } from './section.tsx'
import { WebhookForm } from './webhook-form.tsx'

/** How somebody hears that a session needs them while they look elsewhere. */
export function NotificationsSection() {
  return (
    <Section title="Notifications" text="When a session begins to wait for you.">
      <BrowserNotifications />
      <WebhookForm />
    </Section>
  )
}
