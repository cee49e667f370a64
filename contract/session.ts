import { branchProblem } from './branch.ts'
import { limits } from './limits.ts'
import { checkRepoUrl } from './repo-url.ts'
import { z } from './zod.ts'

export const agentNames = ['claude', 'codex', 'gemini', 'shell', 'command'] as const
export type AgentName = (typeof agentNames)[number]

export const permissionModes = ['default', 'acceptEdits', 'plan', 'auto', 'bypassPermissions'] as const

const idForm = 'An id has letters, digits, dots, dashes and underscores.'
const idPattern = /^[A-Za-z0-9._-]+$/
const longestId = 64
export const id = z.string('Give an id as a string.').check(z.minLength(1, { error: idForm, abort: true }), z.maxLength(longestId, `An id has at most ${String(longestId)} characters.`), z.regex(idPattern, idForm))
/** What `id` says of a text, in a tenth of its time. */
export const isId = (text: string): boolean => text.length <= longestId && idPattern.test(text)

/** Lists and terminals show names and titles as they are. */
// eslint-disable-next-line no-control-regex -- control characters are what is refused
export const oneLine = z.regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, 'A name must not contain line breaks or control characters.')

/** A name that people give to a thing. */
export function nameOf(thing: string): z.ZodMiniString {
  return z.string(`Give the ${thing} a name, as a string.`).check(
    z.trim(),
    z.minLength(1, `Give the ${thing} a name.`),
    z.maxLength(limits.nameLength, `A name has at most ${String(limits.nameLength)} characters.`),
    oneLine,
  )
}
export const sessionName = nameOf('session')

export const repoUrl = z.string('Give the repository URL, as a string such as "https://host/path".').check(
  z.superRefine((value, context) => {
    const check = checkRepoUrl(value)
    if (!check.ok) context.addIssue({ code: 'custom', message: check.problem, input: value })
  }),
)

export const branch = z.string('Give a branch as a string such as "main", or leave it out.').check(
  z.superRefine((value, context) => {
    const problem = branchProblem(value)
    if (problem) context.addIssue({ code: 'custom', message: problem, input: value })
  }),
)

export const idleTimeoutMinutes = z.nullable(z.number('Give the idle timeout as a number of minutes, or null for never.').check(z.minimum(0.1, 'The idle timeout is at least 0.1 minutes.'), z.maximum(525_600, 'The idle timeout is at most a year.')))

export const promptText = z.string('Give the prompt as a string, or leave it out.').check(
  z.minLength(1, { error: 'Write a prompt.', abort: true }),
  z.refine((text) => text.trim() !== '', 'Write a prompt.'),
  z.maxLength(limits.promptLength, `A prompt has at most ${String(limits.promptLength)} characters; put the rest into a file of the clone.`),
  // A program's argument cannot hold one, nor does a terminal show it.
  z.refine((text) => !text.includes('\0'), 'A prompt must not contain NUL characters.'),
)

/** A word of a command line. */
const word = z.string('A word of the command is a string.').check(
  z.minLength(1, 'A word of the command must not be empty.'),
  z.maxLength(4_096, 'A word of the command has at most 4096 characters.'),
  z.refine((text) => !text.includes('\0'), 'A word of the command must not contain NUL characters.'),
)
const command = z.array(word, 'Give the command as a list of its words, such as ["aider", "--yes"].')
  .check(z.minLength(1, 'Give the program to run, and its arguments.'), z.maxLength(64, 'A command has at most 64 words.'))

export const createSession = z.strictObject({
  name: sessionName,
  repoUrl,
  branch: z.optional(branch),
  newBranch: z.optional(branch),
  environmentId: z.optional(z.nullable(id)),
  agent: z.optional(z.enum(agentNames, `Choose an agent: ${agentNames.join(', ')}.`)),
  command: z.optional(command),
  prompt: z.optional(promptText),
  permissionMode: z.optional(z.enum(permissionModes, `Choose a permission mode: ${permissionModes.join(', ')}.`)),
  /** The yes that `bypassPermissions` needs where no container is around the agent; its environment may say that mode too. */
  acceptBypass: z.optional(z.boolean('Say yes with `acceptBypass: true`, or leave it out.')),
  idleTimeoutMinutes: z.optional(idleTimeoutMinutes),
}).check(z.refine(({ branch: from, newBranch }) => newBranch === undefined || newBranch !== from, { path: ['newBranch'], error: 'Give the new branch another name than the branch that it is made from.' }))
export type CreateSession = z.infer<typeof createSession>

export const updateSession = z.strictObject({
  id,
  name: z.optional(sessionName),
  pinned: z.optional(z.boolean()),
  idleTimeoutMinutes: z.optional(idleTimeoutMinutes),
})

export type UpdateSession = z.infer<typeof updateSession>

export const removeSession = z.strictObject({ id, confirmName: z.optional(z.string().check(z.maxLength(limits.nameLength))) })

export const diffOfSession = z.strictObject({ id, path: z.optional(z.string().check(z.minLength(1), z.maxLength(4_096))) })

export const byId = z.strictObject({ id })
/** `ids`: only these of those that ran; left out = all of them. */
export const startAll = z.optional(z.strictObject({ ids: z.optional(z.array(id).check(z.maxLength(1_000))) }))
export const bySessionId = z.strictObject({ sessionId: id })
export const restartProcess = z.strictObject({ sessionId: id, fresh: z.optional(z.boolean()) })

/** Procedures without input take nothing or `{}`. */
export const nothing = z.optional(z.strictObject({}))

/** A subscription that resumes: tRPC's client merges the last event id into the input when it reconnects. */
export const resumable = z.optional(z.strictObject({ lastEventId: z.optional(z.nullable(z.string().check(z.maxLength(100)))) }))
