import { id, promptText } from './session.ts'
import { z } from './zod.ts'

export const sendPrompt = z.strictObject({ sessionId: id, text: promptText })
