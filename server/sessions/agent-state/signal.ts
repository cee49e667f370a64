import type { ScreenSays } from './claude-screen.ts'
import type { HookReport } from './hook-report.ts'
import type { AgentState } from '../../../contract/session-state.ts'
import type { ProgramReport } from '../../terminal/link.ts'

/** How an agent shows what it does, where it does not say so by OSC 7501. */
export type Reporting =
  /** Claude Code: by hooks, titles and on being asked. Its silence means that nothing is known. */
  | 'itself'
  /** Agents with a full-screen interface that animates while they work. */
  | 'output'
  /** A shell or a command: what runs in its terminal. */
  | 'processes'

/** What a title or a notification of an agent means, where its maker says so. */
export type Sign = { state: 'working' | 'waiting' | 'resting'; message: string | null; waitsFor?: AgentState['waitsFor'] }

/** null: it means nothing. */
export type Signs = { title: (text: string) => Sign | null; notification: (text: string) => Sign | null }

/** Something that tells of an agent. `at` is when it happened, in ms since 1970. */
export type Signal = { at: number } & (
  /** The agent's program was started; what an earlier one said is void. */
  | { kind: 'started' }
  | { kind: 'ended'; code: number | null; signal: string | null; asked: boolean; diskFull?: boolean }
  /** Supervisor and engine answer, or do not. */
  | { kind: 'connected' }
  | { kind: 'silent' }
  | { kind: 'osc7501'; report: ProgramReport }
  | { kind: 'hook'; report: HookReport }
  | { kind: 'agents-json'; report: AgentsReport }
  /** The agent was asked by `agents --json` and gave no answer. */
  | { kind: 'no-answer' }
  | { kind: 'title'; text: string }
  /** OSC 9 or 777. */
  | { kind: 'notification'; text: string }
  /** A title or notification whose meaning is known. */
  | { kind: 'sign'; by: 'title' | 'notification'; sign: Sign }
  /** What Claude Code shows in its terminal. */
  | { kind: 'screen'; says: ScreenSays }
  /** `atPrompt`: it waits for a command; null where that cannot be told. */
  | { kind: 'processes'; atPrompt: boolean | null }
  | { kind: 'output' }
)

export type AgentsReport = { state: 'working' | 'waiting' | 'idle'; message: string | null }
