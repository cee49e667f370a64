import { getTRPCErrorFromUnknown, initTRPC, TRPCError, type ProcedureType } from '@trpc/server'
import { identityTransformer } from '../../contract/identity-transformer.ts'
import { Problem, type ProblemKind } from '../problem.ts'
import type { Context } from './context.ts'
import { sentenceOf } from './words.ts'

type Meta = {
  /** A page load may call it with the cookie half of a sign-in alone: rows and lists that hold no terminal output. */
  cookie?: boolean
}

const t = initTRPC.context<Context>().meta<Meta>().create({
  transformer: identityTransformer,
  isDev: false,
  errorFormatter: ({ shape, error }) => ({ ...shape, message: sentenceOf(error), data: { ...shape.data, code: codeOf(error) } }),
})

export const router = t.router
export const createCallerFactory = t.createCallerFactory

const codes: Record<ProblemKind, TRPCError['code']> = {
  'bad-input': 'BAD_REQUEST',
  unauthorized: 'UNAUTHORIZED',
  'not-found': 'NOT_FOUND',
  conflict: 'CONFLICT',
  precondition: 'PRECONDITION_FAILED',
  unavailable: 'SERVICE_UNAVAILABLE',
  cancelled: 'CLIENT_CLOSED_REQUEST',
  'too-many': 'TOO_MANY_REQUESTS',
  failed: 'INTERNAL_SERVER_ERROR',
}

/** A subscription fails while it runs, after the middleware below has returned. */
function codeOf(error: TRPCError): TRPCError['code'] {
  return error.cause instanceof Problem ? codes[error.cause.kind] : error.code
}

/** Maps the rooms' problems to API codes; the one place that does. */
export function apiError(thrown: unknown): TRPCError {
  const error = getTRPCErrorFromUnknown(thrown)
  const { cause } = error
  return cause instanceof Problem ? new TRPCError({ code: codes[cause.kind], message: cause.message, cause }) : error
}

const mapped = t.procedure.use(async ({ next }) => {
  const result = await next()
  if (result.ok || !(result.error.cause instanceof Problem)) return result
  throw apiError(result.error)
})

/** For callers that nobody has signed in. */
export const open = mapped

export const signedIn = mapped.use(({ ctx, type, meta, next }) => {
  const refusal = refusalOf(ctx, { type, meta })
  if (refusal !== null) throw new TRPCError({ code: 'UNAUTHORIZED', message: refusal })
  return next()
})

/** Why a caller may not call what only those who are signed in may; null where it may. */
export function refusalOf({ caller, auth }: Context, { type, meta }: { type: ProcedureType; meta: Meta | undefined }): string | null {
  if (caller.via === 'nobody') return 'Sign in first: run "claudework login" (in a checkout "npm run login") for a link; a program sends the token of this server.'
  if (caller.signInId !== null && !auth.signIns.isAlive(caller.signInId)) return 'This sign-in has ended: run "claudework login" (in a checkout "npm run login") for a link.'
  if (caller.via === 'cookie' && !(type === 'query' && meta?.cookie)) return 'This call needs both halves of a sign-in, or a token.'
  return null
}
