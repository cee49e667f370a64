import { filePartsSince, type Answered, type AskRequest, type FileRequest, type HookReport, type OpenRequest, type ProcessActivity, type Screen } from '../../supervisor/protocol.ts'
import { Problem } from '../problem.ts'
import { attach, type AttachEvent, type AttachOptions } from './attach.ts'
import { createKeptConnection, type LinkDeps, type LinkState } from './kept-connection.ts'
import { terminalInfo, type TerminalInfo } from './terminal-info.ts'

export { parseProgramStatus, type Answered, type AskRequest, type HookReport, type ProgramReport, type ProgramState } from '../../supervisor/protocol.ts'
export type { Answerers } from '../../supervisor/protocol.ts'
export type { AttachEvent, AttachOptions } from './attach.ts'
export type { LinkDeps, LinkState } from './kept-connection.ts'
export type { TerminalInfo } from './terminal-info.ts'

export type SupervisorLink = {
  readonly state: LinkState
  onState(listener: (state: LinkState) => void): () => void
  /** As last told; kept while the link is lost. */
  terminals(): TerminalInfo[]
  onTerminals(listener: (terminals: TerminalInfo[]) => void): () => void
  /** What the agent's hooks say, each once; also what they said while nobody was connected: `late`. */
  onHook(listener: (report: HookReport, late: boolean) => void): () => void
  /** Where the agent's hooks report to, in its own place; null where the supervisor listens to none. */
  readonly hookUrl: string | null
  /** Its supervisor speaks an older major than this server, or none that it speaks, as last heard. */
  readonly outdated: boolean
  /** Resolves once connected; rejects with a Problem that says why not. */
  ready(signal: AbortSignal): Promise<void>
  /** Opens a terminal; where its program has ended, starts it again in place. */
  open(request: OpenRequest): Promise<TerminalInfo>
  write(input: { terminalId: string; data: Uint8Array; clientId?: string | undefined; seq?: number | undefined }): Promise<{ seq: number }>
  resize(input: { terminalId: string; cols: number; rows: number; clientId?: string | undefined; take?: boolean | undefined }): Promise<void>
  /** Ends its program with everything that came from it; the terminal stays. */
  end(terminalId: string): Promise<void>
  /** Ends its program and forgets the terminal. */
  close(terminalId: string): Promise<void>
  screen(terminalId: string): Promise<Screen>
  /** Names of what runs in it beside the program that was started. Rejects where the supervisor is older than this question. */
  programs(terminalId: string): Promise<string[]>
  /** What runs below the terminals. Rejects where the supervisor is older than this question, or has no /proc. */
  activity(): Promise<ProcessActivity>
  /** Runs a program for what it prints, at most 10 s and 64 Ki characters. */
  ask(request: AskRequest): Promise<Answered>
  /** Puts a file below the session's state folder. Answers whether it was written. */
  writeFile(file: Omit<FileRequest, 'at'>): Promise<boolean>
  /** Puts a part of a file where it belongs, in the order of the parts. A part may be sent again. */
  writeFilePart(file: { path: string; data: Uint8Array; at: number }): Promise<void>
  attach(options: AttachOptions): AsyncGenerator<{ end: number; event: AttachEvent }>
  dispose(): void
}

/** What is asked of a session's supervisor, over one connection that all viewers share. */
export function createLink(deps: LinkDeps): SupervisorLink {
  const kept = createKeptConnection(deps)

  async function refresh(): Promise<void> {
    kept.tell((await kept.call((wire) => wire.call('list', undefined))).map(terminalInfo))
  }

  return {
    get state() {
      return kept.state()
    },
    onState: (listener) => kept.onState(listener),
    terminals: () => kept.terminals(),
    onTerminals: (listener) => kept.onTerminals(listener),
    onHook: (listener) => kept.hooks.onHook(listener),
    get hookUrl() {
      return kept.hooks.url()
    },
    get outdated() {
      return kept.outdated()
    },
    ready: (signal) => kept.ready(signal),
    async open(request) {
      const info = terminalInfo(await kept.call((wire) => wire.call('open', request)))
      kept.tell([...kept.terminals().filter(({ id }) => id !== info.id), info])
      return info
    },
    async write({ terminalId, data, clientId, seq }) {
      await kept.call((wire) => wire.write({ terminalId, data, clientId, seq }))
      return { seq: seq ?? 0 }
    },
    async resize(input) {
      await kept.call((wire) => wire.call('resize', { ...input, clientId: input.clientId, take: input.take }))
    },
    async end(terminalId) {
      await kept.call((wire) => wire.call('end', { terminalId }))
      await refresh()
    },
    async close(terminalId) {
      await kept.call((wire) => wire.call('close', { terminalId }))
      kept.tell(kept.terminals().filter(({ id }) => id !== terminalId))
    },
    screen: (terminalId) => kept.call((wire) => wire.call('screen', { terminalId })),
    programs: async (terminalId) => (await kept.call((wire) => wire.call('programs', { terminalId }))).names,
    activity: () => kept.call((wire) => wire.call('activity', undefined)),
    ask: (request) => kept.call((wire) => wire.call('ask', request)),
    writeFile: async (file) => (await kept.call((wire) => wire.call('writeFile', { ...file, at: undefined }))).written,
    async writeFilePart(part) {
      await kept.call((wire) => {
        if (part.at > 0 && !kept.knows(filePartsSince)) throw new Problem('precondition', 'This session has run since before an upgrade of claudework, and takes only small files until it is restarted.')
        return wire.call('writeFile', { ...part, mode: 0o600, ifAbsent: false })
      })
    },
    attach: (options) => attach(options, { next: kept.next, appears: kept.appears }),
    dispose: () => { kept.dispose() },
  }
}
