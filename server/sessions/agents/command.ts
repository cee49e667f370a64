import type { Agent, Launch } from './agent.ts'

/** A program of the person's own, run as it is. */
export const command: Agent = {
  id: 'command',
  name: 'Command',
  start: argvOf,
  resume: argvOf,
  resumes: false,
  needs: ['the program that you name'],
  program: null,
  install: null,
  permissionModes: [],
  takesPrompt: false,
  reporting: 'processes',
  ask: null,
  confirmsPrompts: false,
  files: () => [],
  env: () => ({}),
}

function argvOf(launch: Launch): string[][] {
  return launch.command === undefined || launch.command.length === 0 ? [] : [[...launch.command]]
}
