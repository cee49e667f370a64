import { z } from './zod.ts'

/** No user name or password in it: what is listed is shown. */
const address = z.string().check(
  z.trim(),
  z.maxLength(2_048, 'An address has at most 2048 characters.'),
  z.regex(/^https?:\/\/[^\s/?#@\\]+(?:[/?#]\S*)?$/i, 'Give an address such as https://ntfy.sh, without user name or password.'),
)

/** Where the server says that a session begins to wait; `address: null` = nowhere. */
export const setWebhook = z.strictObject({
  address: z.nullable(address),
  /** ntfy's: with it, `address` is that of the ntfy server itself. */
  topic: z.optional(z.string().check(z.regex(/^[-_A-Za-z0-9]{1,64}$/, 'A topic has at most 64 letters, digits, dashes and underscores.'))),
})
export type SetWebhook = z.infer<typeof setWebhook>
