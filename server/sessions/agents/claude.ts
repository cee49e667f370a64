import type { Agent, Launch } from './agent.ts'

const configFolder = 'claude'
const hooksFile = `${configFolder}/claudework-hooks.json`

/** What the agent's state is read from where it cannot say it by OSC 7501. */
const reportedEvents = ['UserPromptSubmit', 'PreToolUse', 'PermissionRequest', 'PostToolUse', 'PostToolUseFailure', 'Notification', 'Stop', 'StopFailure', 'SessionEnd']

// `--continue` ends with an error where nothing was said yet, as in a session that was stopped before its first prompt.
const continueIfAny = 'for kept in "$CLAUDE_CONFIG_DIR"/projects/*/*.jsonl; do if [ -e "$kept" ]; then exec claude --continue "$@"; fi; done; exec claude "$@"'

export const claude: Agent = {
  id: 'claude',
  name: 'Claude Code',
  start: (launch) => [['claude', ...argumentsOf(launch)]],
  resume: (launch) => [
    ['/bin/sh', '-c', continueIfAny, 'claude', ...argumentsOf(launch)],
    ['claude', '--continue', ...argumentsOf(launch)],
  ],
  resumes: true,
  needs: ['the claude CLI'],
  program: 'claude',
  install: 'npm install -g @anthropic-ai/claude-code',
  permissionModes: ['default', 'acceptEdits', 'plan', 'auto', 'bypassPermissions'],
  takesPrompt: true,
  reporting: 'itself',
  configFolder,
  ask: [['claude', 'agents', '--json']],
  confirmsPrompts: true,
  files: ({ work, env, hookUrl }) => [
    { path: `${configFolder}/.claude.json`, data: JSON.stringify(onboarded(work, env), null, 2), ifAbsent: true },
    ...(hookUrl === undefined ? [] : [{ path: hooksFile, data: JSON.stringify(hooksTo(hookUrl), null, 2), ifAbsent: false }]),
  ],
  env: ({ state, env }) => ({
    CLAUDE_CONFIG_DIR: `${state}/${configFolder}`,
    // The clone is what the session was made for, so its trust dialog (whose default answer is no) asks nothing new.
    CLAUDE_CODE_SANDBOXED: '1',
    ...withoutProxyToItself(env),
  }),
}

function argumentsOf({ state, permissionMode, prompt, hookUrl }: Launch): string[] {
  return [
    ...(permissionMode === undefined ? [] : ['--permission-mode', permissionMode]),
    // Beside the person's own settings, which stay as they are.
    ...(hookUrl === undefined ? [] : ['--settings', `${state}/${hooksFile}`]),
    ...(prompt === undefined ? [] : ['--', prompt]),
  ]
}

function hooksTo(url: string): Record<string, unknown> {
  const hook = [{ hooks: [{ type: 'http', url, timeout: 5 }] }]
  return { hooks: Object.fromEntries(reportedEvents.map((event) => [event, hook])) }
}

// Hooks go to the loopback; a proxy would get what they say, with the secret in their address, and reach nothing.
function withoutProxyToItself(env: Record<string, string>): Record<string, string> {
  if (!Object.keys(env).some((name) => /^(?:https?|all)_proxy$/i.test(name))) return {}
  const exceptions = [env['NO_PROXY'] ?? env['no_proxy'] ?? '', '127.0.0.1'].filter((part) => part !== '').join(',')
  return { NO_PROXY: exceptions, no_proxy: exceptions }
}

// Without hasCompletedOnboarding the CLI contacts its own service before anything else and exits where that fails; an API key is
// taken without a question only when the last 20 characters of it are on the approved list.
function onboarded(work: string, env: Record<string, string>): Record<string, unknown> {
  const key = env['ANTHROPIC_API_KEY']
  return {
    hasCompletedOnboarding: true,
    lastOnboardingVersion: '99.0.0',
    theme: 'dark',
    hasSeenAutoDefaultNudge: true,
    ...(key ? { customApiKeyResponses: { approved: [key.slice(-20)], rejected: [] } } : {}),
    projects: { [work]: { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true } },
  }
}
