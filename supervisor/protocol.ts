// What the two ends of a supervisor connection say to each other, and how each holds the other to it. The only file of this
// room that the server imports. A frame is `frames.ts`, a message birpc's, a payload one of the shapes below.
import { boolean, byKind, bytes, dictionary, integer, list, nullable, object, oneOf, optional, text, word, type Shape } from './wire/shapes.ts'

export { channel, ConnectionLost, type Channel } from './wire/channel.ts'
export { FrameError, maxFrameBytes } from './wire/frames.ts'
export { Refusal, refusalOf, type RefusalKind } from './wire/refusal.ts'
export { ShapeError } from './wire/shapes.ts'
export { ShortCalls } from './wire/short-calls.ts'

export type ProtocolVersion = { readonly major: number; readonly minor: number }

/**
 * The newest first. Majors are incompatible, a minor only adds; of an older major this is its last minor. A supervisor speaks the
 * first alone, a server the first two, so that sessions run on through an upgrade. `hello` has the same shape in all of them.
 */
export const protocolVersions: readonly [ProtocolVersion, ...ProtocolVersion[]] = [{ major: 1, minor: 4 }]
export const [protocolVersion] = protocolVersions

/** Whether a version holds what came with another one. */
export function includes(version: ProtocolVersion, { major, minor }: ProtocolVersion): boolean {
  return version.major === major ? version.minor >= minor : version.major > major
}

/** A connection on which nothing arrives for this long is dead, and its relay is ended. The server pings far more often. */
export const silenceMs = 15_000

export const wireLimits = {
  /** Bytes of one `write`. */
  write: 256 * 1024,
  /** Bytes of output in one answer to `read`. */
  read: 256 * 1024,
  /** Characters of a snapshot. */
  snapshot: 1024 * 1024,
  /** Characters of a screen that outlives its terminal; as JSON below 4 MB. */
  savedScreen: 512 * 1024,
  terminals: 16,
  programs: 100,
  cols: { min: 2, max: 500 },
  rows: { min: 1, max: 300 },
  file: 1024 * 1024,
  /** How many of the agent's last hook reports are kept, and the characters of one. */
  hookReports: 32,
  hookPayload: 16 * 1024,
  /** Characters that a question to a program may answer with, and how long it may take. */
  answer: 64 * 1024,
  answerMs: 10_000,
  /** Parts of a program that report for themselves. */
  parts: 64,
} as const

/** Positions of one supervisor run fit below this; an absolute offset is incarnation x 2^40 + position. */
export const offsetsPerIncarnation = 2 ** 40

const id = word(128)
const size = integer(0, 65_535)
const offset = integer()
const time = text(40)

const exit = object({
  code: nullable(integer(-1, 65_535)),
  signal: nullable(text(20)),
  /** It ended because `end` or `close` was asked for. */
  asked: boolean,
  oomKilled: boolean,
  /** It failed, and there was no room on the disk of its folders; an older supervisor does not say. */
  diskFull: optional(boolean),
  at: time,
})
export type ProcessExit = ReturnType<typeof exit>

const programState = object({
  state: oneOf('working', 'waiting', 'done', 'idle', 'error', 'clear'),
  message: nullable(text(4096)),
  at: time,
  /** What it waits for; a supervisor of before 1.1 does not say. */
  blockedBy: nullable(oneOf('permission', 'question', 'auth', 'other')),
})
export { parseProgramStatus, type ProgramReport } from './emulator/program-status.ts'
/** What a program said of itself by OSC 7501. */
export type ProgramState = ReturnType<typeof programState>

const notice = object({ text: text(1024), at: time, count: integer() })
/** The last notification that a program sent by OSC 9 or 777, and how many it sent. */
export type Notice = ReturnType<typeof notice>

const hookReport = object({ seq: integer(), at: time, payload: text(wireLimits.hookPayload) })
/** What a hook of the agent said, as JSON that was cut to size. `seq` counts from 1 within one run of the supervisor. */
export type HookReport = ReturnType<typeof hookReport>

const terminalInfo = object({
  id,
  kind: oneOf('agent', 'shell'),
  title: text(256),
  cols: size,
  rows: size,
  /** Who drives the size; null while nobody typed. */
  owner: nullable(id),
  /** First and end offset of what can still be read. */
  start: offset,
  offset,
  running: boolean,
  pid: nullable(integer()),
  exit: nullable(exit),
  program: nullable(programState),
  /** Ids of the program's parts that are at work, or wait: background tasks. */
  busyParts: optional(list(word(64), wireLimits.parts)),
  notice: nullable(notice),
  bells: integer(),
  /** Windows that look; an older supervisor does not say. */
  viewers: optional(integer()),
  /** A program runs in the foreground other than the one that was started. */
  busy: boolean,
})
export type SupervisorTerminal = ReturnType<typeof terminalInfo>

const hello = object({ major: integer(), minor: integer(), relay: optional(text(200)) })
const helloAnswer = object({
  major: integer(),
  minor: integer(),
  incarnation: integer(),
  pid: integer(),
  build: text(100),
  terminals: list(terminalInfo, wireLimits.terminals),
  /** Where the agent's hooks report to; null where nothing could be listened on. */
  hookUrl: nullable(text(300)),
  /** The last ones since the agent was started, oldest first. */
  hooks: optional(list(hookReport, wireLimits.hookReports)),
})
export type HelloAnswer = ReturnType<typeof helloAnswer>

const open = object({
  id,
  kind: oneOf('agent', 'shell'),
  title: text(256),
  /** Candidates: the first whose program exists is run. */
  commands: list(list(text(128 * 1024), 256), 16),
  cwd: text(4096),
  env: dictionary(1024, 128 * 1024),
  cols: size,
  rows: size,
})
export type OpenRequest = ReturnType<typeof open>

const read = object({
  terminalId: id,
  /** Names the reader's loop on this connection. */
  viewer: id,
  clientId: optional(id),
  /** Left out: a snapshot of now. */
  offset: optional(offset),
  max: integer(1, wireLimits.read),
})
export type ReadRequest = ReturnType<typeof read>

const dataPiece = object({ kind: oneOf('data'), offset, bytes: bytes(wireLimits.read) })
const snapshotPiece = object({ kind: oneOf('snapshot'), offset, data: text(wireLimits.snapshot), cols: size, rows: size, skipped: integer() })
const resizePiece = object({ kind: oneOf('resize'), offset, cols: size, rows: size, owner: nullable(id) })
const exitPiece = object({ kind: oneOf('exit'), offset, exit })
export type Piece = ReturnType<typeof dataPiece> | ReturnType<typeof snapshotPiece> | ReturnType<typeof resizePiece> | ReturnType<typeof exitPiece>
const readAnswer = object({ pieces: list(byKind<Piece>({ data: dataPiece, snapshot: snapshotPiece, resize: resizePiece, exit: exitPiece }), 1000) })
export type ReadAnswer = ReturnType<typeof readAnswer>

const write = object({ terminalId: id, data: bytes(wireLimits.write), clientId: optional(id), seq: optional(integer()) })
export type WriteRequest = ReturnType<typeof write>
const written = object({ seq: integer() })

const resize = object({ terminalId: id, cols: size, rows: size, clientId: optional(id), take: optional(boolean) })
const resized = object({ cols: size, rows: size, owner: nullable(id) })
export type Resized = ReturnType<typeof resized>

const rename = object({ terminalId: id, title: text(256) })
const byTerminal = object({ terminalId: id })
const leave = object({ terminalId: id, viewer: id })
const file = object({
  path: text(1024),
  data: bytes(wireLimits.file),
  mode: integer(0, 0o777),
  ifAbsent: boolean,
  /** Where these bytes belong in a file whose beginning is there; left out, they are the whole file. */
  at: optional(offset),
})
export type FileRequest = ReturnType<typeof file>
export const filePartsSince: ProtocolVersion = { major: 1, minor: 3 }

const screen = object({ lines: list(text(4096), wireLimits.rows.max), cols: size, rows: size, offset })
export type Screen = ReturnType<typeof screen>

/** Where a terminal's last screen is kept, below the state folder. It is a file of the agent's user: untrusted. */
export const savedScreenPath = (terminalId: string): string => `supervisor/screens/${terminalId}.json`
const savedScreen = object({
  id,
  kind: oneOf('agent', 'shell'),
  title: text(256),
  cols: size,
  rows: size,
  offset,
  exit: nullable(exit),
  /** Written to a fresh terminal of that size it shows the screen. */
  data: text(wireLimits.savedScreen),
  at: time,
})
export type SavedScreen = ReturnType<typeof savedScreen>

/** null for what is no saved screen. */
export function parseSavedScreen(content: string): SavedScreen | null {
  try {
    return savedScreen(JSON.parse(content), 'The saved screen')
  } catch {
    // Half written by a full disk, or by someone else: as good as none.
    return null
  }
}

const activity = object({
  /** CPU over the last minute of the busiest process that a terminal's program started; 10 = 1 % of a core. null: not known yet. */
  childCpuPerMille: nullable(integer()),
  /** Age in ms of the youngest process below the agent; null where there is none. */
  youngestAgentChildMs: nullable(integer()),
})
/** What runs below the terminals, apart from what was started in them. */
export type ProcessActivity = ReturnType<typeof activity>

/** Names of the programs that run in a terminal beside the one that was started in it. */
const programs = object({ names: list(text(64), wireLimits.programs) })

const ask = object({
  /** Candidates: the first whose program exists is run. */
  commands: list(list(text(4096), 64), 16),
  cwd: text(4096),
  env: dictionary(1024, 128 * 1024),
})
export type AskRequest = ReturnType<typeof ask>
const answered = object({ code: nullable(integer(-1, 65_535)), output: text(wireLimits.answer) })
/** What a short-lived program printed; `code` is null where it was ended for taking too long or saying too much. */
export type Answered = ReturnType<typeof answered>

const nothing: Shape<undefined> = () => undefined

/** Every call: the shape of what it takes and of what it answers. */
export const calls = {
  hello: { takes: hello, answers: helloAnswer },
  ping: { takes: nothing, answers: nothing },
  list: { takes: nothing, answers: list(terminalInfo, wireLimits.terminals) },
  open: { takes: open, answers: terminalInfo },
  read: { takes: read, answers: readAnswer },
  leave: { takes: leave, answers: nothing },
  write: { takes: write, answers: written },
  resize: { takes: resize, answers: resized },
  /** Earlier servers of this major call it; ours keeps the names that people give. It goes with the next major. */
  rename: { takes: rename, answers: nothing },
  end: { takes: byTerminal, answers: nothing },
  close: { takes: byTerminal, answers: nothing },
  screen: { takes: byTerminal, answers: screen },
  programs: { takes: byTerminal, answers: programs },
  writeFile: { takes: file, answers: object({ written: boolean }) },
  activity: { takes: nothing, answers: activity },
  ask: { takes: ask, answers: answered },
  shutdown: { takes: nothing, answers: nothing },
} as const
export type Calls = typeof calls
export type CallName = keyof Calls
export type Takes<N extends CallName> = ReturnType<Calls[N]['takes']>
export type Answers<N extends CallName> = ReturnType<Calls[N]['answers']>

/** `read` and `write` by short frames too. */
export const shortFramesSince: ProtocolVersion = { major: 1, minor: 4 }

/** What the supervisor tells unasked. */
export const hooksSince: ProtocolVersion = { major: 1, minor: 1 }
export const events = { changed: list(terminalInfo, wireLimits.terminals), hook: hookReport } as const

/** What git wants to know: whose password, for which host (with its port). null: there is none that the session may have. */
const gitCredential = { takes: object({ protocol: text(32), host: text(300) }), answers: nullable(object({ username: text(300), password: text(8_192) })) }
/** One message of the ssh-agent protocol, without its length, and the reply to it. */
const sshMessage = object({ message: bytes(256 * 1024) })

/** What the supervisor asks of the server, on behalf of programs in the session. */
export const questions = { gitCredential, sshAgent: { takes: sshMessage, answers: sshMessage } } as const
export const questionsSince: ProtocolVersion = { major: 1, minor: 2 }
export type QuestionName = keyof typeof questions
export type QuestionTakes<N extends QuestionName> = ReturnType<(typeof questions)[N]['takes']>
export type QuestionAnswers<N extends QuestionName> = ReturnType<(typeof questions)[N]['answers']>
/** How the server answers; a rejection is told as a failure without reasons. */
export type Answerers = { [N in QuestionName]: (input: QuestionTakes<N>) => Promise<QuestionAnswers<N>> }

export type Handlers = { [N in CallName]: (input: Takes<N>) => Answers<N> | Promise<Answers<N>> }
