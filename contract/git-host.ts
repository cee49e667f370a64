import { z } from './zod.ts'

/** A name with its port where the URL has one: `github.com`, `git.example.net:8443`. As URLs write it, so in small letters. */
const gitHost = z.string().check(
  z.trim(),
  z.toLowerCase(),
  z.minLength(1, 'Give the host, such as github.com.'),
  z.maxLength(260, 'A host has at most 260 characters.'),
  z.regex(/^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/, 'Give the host alone, such as github.com or git.example.net:8443, without https:// and without a path.'),
)

/** What would end a line would end the answer that git reads. */
const oneLine = z.regex(/^[\u0021-\u007e\u00a1-\uffff]+$/, 'A user name or token must not contain spaces, line breaks or control characters.')

export const setGitHost = z.strictObject({
  host: gitHost,
  /** Left out: the one that the host wants beside a token. */
  username: z.optional(z.string().check(z.maxLength(200), oneLine)),
  token: z.string().check(z.minLength(1, 'Give the token.'), z.maxLength(4_096, 'A token has at most 4096 characters.'), oneLine),
})
export type SetGitHost = z.infer<typeof setGitHost>

export const byGitHost = z.strictObject({ host: gitHost })
