import { branchProblem } from './branch.ts'
import { limits } from './limits.ts'
import { checkRepoUrl } from './repo-url.ts'
import { z } from './zod.ts'

export const agentNames = ['claude', 'codex', 'gemini', 'shell', 'command'] as const
export type AgentName = (typeof agentNames)[number]

export const permissionModes = ['default', 'acceptEdits', 'plan', 'auto', 'bypassPermissions'] as const

export const id = z.string().check(z.minLength(1), z.maxLength(64), z.regex(/^[A-Za-z0-9._-]+$/, 'An id has letters, digits, dots, dashes and underscores.'))

export const sessionName = z.string().check(
  z.trim(),
  z.minLength(1, 'Give the session a name.'),
  z.maxLength(limits.nameLength, `A name has at most ${String(limits.nameLength)} characters.`),
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  z.regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, 'A name must not contain line breaks or control characters.'),
)

export const repoUrl = z.string().check(
  z.superRefine((value, context) => {
    const check = checkRepoUrl(value)
    if (!check.ok) context.addIssue({ code: 'custom', message: check.problem, input: value })
  }),
)

export const branch = z.string().check(
  z.superRefine((value, context) => {
    const problem = branchProblem(value)
    if (problem) context.addIssue({ code: 'custom', message: problem, input: value })
  }),
)

export const idleTimeoutMinutes = z.nullable(z.number().check(z.minimum(0.1, 'The idle timeout is at least 0.1 minutes.'), z.maximum(525_600, 'The idle timeout is at most a year.')))

export const createSession = z.strictObject({
  name: sessionName,
  repoUrl,
  branch: z.optional(branch),
  newBranch: z.optional(branch),
  environmentId: z.optional(z.nullable(id)),
  agent: z.optional(z.enum(agentNames)),
  command: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(4_096))).check(z.minLength(1), z.maxLength(64))),
  prompt: z.optional(z.string().check(z.minLength(1), z.maxLength(100_000))),
  permissionMode: z.optional(z.enum(permissionModes)),
  /** The yes that `bypassPermissions` needs where no container is around the agent; its environment may say that mode too. */
  acceptBypass: z.optional(z.boolean()),
  idleTimeoutMinutes: z.optional(idleTimeoutMinutes),
})
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
