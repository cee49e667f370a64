import { limits } from './limits.ts'
import { id } from './session.ts'
import { z } from './zod.ts'

export const promptText = z.string().check(
  z.minLength(1, 'Write a prompt.'),
  z.maxLength(limits.promptLength, `A prompt has at most ${String(limits.promptLength)} characters; put the rest into a file of the clone.`),
)

export const sendPrompt = z.strictObject({ sessionId: id, text: promptText })
