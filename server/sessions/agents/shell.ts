import type { Agent } from './agent.ts'

const shells = [['/bin/bash'], ['/bin/sh']]

export const shell: Agent = {
  id: 'shell',
  name: 'Shell',
  start: () => shells,
  resume: () => shells,
  resumes: false,
  needs: [],
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
