import type { Verb, Verbs } from './verb.ts'

/** The commands. Each is loaded when it is called: `ls` must not wait for what `attach` needs. */
export function createVerbs(): Verbs {
  const load: Readonly<Record<string, () => Promise<Verb>>> = {
    serve: async () => (await import('./verbs/serve.ts')).serve,
    login: async () => (await import('./verbs/login.ts')).login,
    ls: async () => (await import('./verbs/ls.ts')).ls,
    new: async () => (await import('./verbs/new.ts')).create,
    attach: async () => (await import('./verbs/attach.ts')).attach,
    exec: async () => (await import('./verbs/exec.ts')).exec,
    logs: async () => (await import('./verbs/logs.ts')).logs,
    send: async () => (await import('./verbs/send.ts')).send,
    diff: async () => (await import('./verbs/diff.ts')).diff,
    start: async () => (await import('./verbs/start.ts')).start,
    stop: async () => (await import('./verbs/stop.ts')).stop,
    restart: async () => (await import('./verbs/restart.ts')).restart,
    rm: async () => (await import('./verbs/rm.ts')).rm,
    env: async () => (await import('./verbs/env.ts')).env,
    rescue: async () => (await import('./verbs/rescue.ts')).rescue,
    events: async () => (await import('./verbs/events.ts')).events,
    service: async () => (await import('./verbs/service.ts')).service,
    doctor: async () => (await import('./verbs/doctor.ts')).doctor,
    backup: async () => (await import('./verbs/backup.ts')).backup,
    restore: async () => (await import('./verbs/restore.ts')).restore,
    version: async () => (await import('./verbs/version.ts')).version,
    completion: async () => (await import('./verbs/completion.ts')).createCompletion(verbs),
    help: async () => (await import('./verbs/help.ts')).createHelp(verbs),
  }
  const verbs: Verbs = {
    find: async (name) => (Object.hasOwn(load, name) ? await load[name]?.() : undefined) ?? null,
    all: () => Promise.all(Object.values(load).map((each) => each())),
  }
  return verbs
}
