import type { Verb } from './verb.ts'
import { attach } from './verbs/attach.ts'
import { create } from './verbs/new.ts'
import { diff } from './verbs/diff.ts'
import { backup } from './verbs/backup.ts'
import { doctor } from './verbs/doctor.ts'
import { env } from './verbs/env.ts'
import { events } from './verbs/events.ts'
import { exec } from './verbs/exec.ts'
import { createHelp } from './verbs/help.ts'
import { logs } from './verbs/logs.ts'
import { login } from './verbs/login.ts'
import { ls } from './verbs/ls.ts'
import { createCompletion } from './verbs/completion.ts'
import { restore } from './verbs/restore.ts'
import { rescue } from './verbs/rescue.ts'
import { restart } from './verbs/restart.ts'
import { rm } from './verbs/rm.ts'
import { send } from './verbs/send.ts'
import { serve } from './verbs/serve.ts'
import { service } from './verbs/service.ts'
import { start } from './verbs/start.ts'
import { stop } from './verbs/stop.ts'
import { version } from './verbs/version.ts'

/** Every command, in the order that help shows them. */
export function createVerbs(): readonly Verb[] {
  const verbs: Verb[] = [
    serve, login, ls, create, attach, exec, logs, send, diff, start, stop, restart, rm, env, rescue, events, service, doctor, backup, restore, version, createCompletion(() => verbs), createHelp(() => verbs),
  ]
  return verbs
}
