import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { agentNames, permissionModes } from '../../../contract/session.ts'
import { agentOf, allAgents, checkLaunch, missingProgram, shellAgent } from './agents.ts'

const work = '/workspace'
const state = '/state'

describe('the manifest', () => {
  it('has every agent that the API names, under its own name', () => {
    expect(allAgents().map(({ id }) => id).sort()).toEqual([...agentNames].sort())
    for (const name of agentNames) expect(agentOf(name).id).toBe(name)
    expect(shellAgent()).toBe(agentOf('shell'))
  })

  it.each(agentNames)('%s: what it needs comes with the line that installs it, or is nothing', (name) => {
    const agent = agentOf(name)
    expect(agent.program === null).toBe(agent.install === null)
    if (agent.program !== null) {
      expect(agent.needs.join()).toContain(agent.program)
      expect(missingProgram(agent)).toContain(`npm install -g`)
    }
  })

  it.each(agentNames.filter((name) => agentOf(name).takesPrompt))('%s: a first prompt is one argument, even where it looks like an option', (name) => {
    for (const prompt of ['--dangerously-skip-permissions', '-x; rm -rf /', 'two\nlines']) {
      for (const argv of [...agentOf(name).start({ work, state, prompt }), ...agentOf(name).resume({ work, state, prompt })]) {
        const at = argv.findIndex((argument) => argument === prompt || argument.endsWith(`=${prompt}`))
        expect(at).toBe(argv.length - 1)
        expect(argv[at - 1] === '--' || argv[at] !== prompt).toBe(true)
      }
    }
  })

  it.each(agentNames)('%s: each permission mode it has is said, start and resume alike; bypassing is never implied', (name) => {
    const agent = agentOf(name)
    for (const permissionMode of agent.permissionModes) {
      const [start = []] = agent.start({ work, state, permissionMode })
      const [resume = []] = agent.resume({ work, state, permissionMode })
      expect(resume.join(' ').endsWith(start.slice(1).join(' '))).toBe(true)
      if (permissionMode !== 'bypassPermissions') expect(start.join(' ')).not.toMatch(/bypass|yolo|dangerously/)
      else expect(start.join(' ')).toMatch(/bypass|yolo/)
    }
    expect(agent.start({ work, state }).join(' ')).not.toMatch(/bypass|yolo|dangerously/)
  })
})

describe('what is refused', () => {
  it('a permission mode that the agent has no counterpart for', () => {
    expect(() => { checkLaunch(agentOf('shell'), { permissionMode: 'plan' }) }).toThrow('Shell has no permission mode "plan": it has none.')
    expect(() => { checkLaunch(agentOf('gemini'), { permissionMode: 'auto' }) }).toThrow('use default, acceptEdits, plan, bypassPermissions')
    for (const permissionMode of permissionModes) expect(() => { checkLaunch(agentOf('claude'), { permissionMode }) }).not.toThrow()
  })

  it('a command for an agent with one of its own, and none for "command"', () => {
    expect(() => { checkLaunch(agentOf('claude'), { command: ['x'] }) }).toThrow('leave `command` out')
    expect(() => { checkLaunch(agentOf('command'), {}) }).toThrow('needs the program to run')
    expect(() => { checkLaunch(agentOf('command'), { command: ['htop'] }) }).not.toThrow()
  })
})

describe('Codex and Gemini CLI', () => {
  it('are not asked whether they trust the clone that the session was made for', () => {
    const [argv = []] = agentOf('codex').start({ work: '/home/me/a "quoted" one', state })
    expect(argv[argv.findIndex((argument) => argument.startsWith('projects='))]).toBe(String.raw`projects={"/home/me/a \"quoted\" one"={trust_level="trusted"}}`)
    expect(agentOf('gemini').env({ work, state, env: {} })).toEqual({ GEMINI_CLI_TRUST_WORKSPACE: 'true' })
  })

  it('Codex runs in its session and nowhere else, started anew or resumed', () => {
    for (const [argv = []] of [agentOf('codex').start({ work, state }), agentOf('codex').resume({ work, state })]) expect(argv).toContain('features.daemon_auto_start=false')
  })
})

describe('Claude Code', () => {
  const claude = agentOf('claude')
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claudework-agents-'))
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'bin/claude'), '#!/bin/sh\nfor word in "$@"; do echo "$word"; done\n')
    chmodSync(join(folder, 'bin/claude'), 0o755)
  })
  afterEach(() => { rmSync(folder, { recursive: true, force: true }) })

  /** The arguments that a stand-in for the CLI gets from what `resume` runs. */
  function resumed(prompt?: string): string[] {
    const [program = '', ...argv] = claude.resume({ work, state: folder, permissionMode: 'plan', prompt })[0] ?? []
    const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, ...claude.env({ work, state: folder, env: {} }) }
    return spawnSync(program, argv, { env, encoding: 'utf8' }).stdout.split('\n').slice(0, -1)
  }

  it('resumes the conversation that there is', () => {
    const kept = join(folder, 'claude/projects/-workspace')
    mkdirSync(kept, { recursive: true })
    writeFileSync(join(kept, 'one.jsonl'), '{}')
    expect(resumed()).toEqual(['--continue', '--permission-mode', 'plan'])
  })

  it('begins one where nothing was said yet: `--continue` alone would end with an error', () => {
    expect(resumed()).toEqual(['--permission-mode', 'plan'])
    expect(resumed('a "quoted" $HOME `prompt`')).toEqual(['--permission-mode', 'plan', '--', 'a "quoted" $HOME `prompt`'])
  })

  it('reports by hooks in a settings file of its own', () => {
    const hookUrl = 'http://127.0.0.1:4444/hook'
    const file = claude.files({ work, state, env: {}, hookUrl }).find(({ path }) => path.endsWith('hooks.json'))
    expect(claude.start({ work, state, hookUrl })).toEqual([['claude', '--settings', `${state}/${file?.path ?? ''}`]])
    const { hooks } = JSON.parse(file?.data ?? '{}') as { hooks: Record<string, unknown> }
    expect(hooks['PermissionRequest']).toEqual([{ hooks: [{ type: 'http', url: hookUrl, timeout: 5 }] }])
    expect(claude.files({ work, state, env: {} }).map(({ path }) => path)).toEqual(['claude/.claude.json'])
  })

  it('its hooks go past a proxy, whose exceptions stay', () => {
    const envIn = (env: Record<string, string>) => claude.env({ work, state, env })
    expect(envIn({ HTTPS_PROXY: 'http://proxy:3128', no_proxy: '.corp' })).toMatchObject({ NO_PROXY: '.corp,127.0.0.1', no_proxy: '.corp,127.0.0.1' })
    expect(envIn({ http_proxy: 'http://proxy:3128' })).toMatchObject({ NO_PROXY: '127.0.0.1' })
    expect(envIn({})).not.toHaveProperty('NO_PROXY')
  })

  it('never overwrites what the CLI keeps for itself, and approves a key by its end alone', () => {
    const key = `sk-ant-${'a'.repeat(60)}0123456789abcdefghij`
    const [file] = claude.files({ work, state, env: { ANTHROPIC_API_KEY: key } })
    expect(file).toMatchObject({ path: 'claude/.claude.json', ifAbsent: true })
    expect(file?.data).toContain('"0123456789abcdefghij"')
    expect(file?.data).not.toContain(key)
  })
})
