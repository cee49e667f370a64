import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Trial } from './repository.ts'

/** Every key by which a repository's own configuration makes git run something, and the hooks beside it. What runs leaves a marker. */
export function poison({ work, git, write }: Pick<Trial, 'work' | 'git' | 'write'>, markers: string): void {
  mkdirSync(markers, { recursive: true, mode: 0o777 })
  const run = (name: string): string => `sh -c 'touch ${markers}/${name}; cat'`
  const keys: Record<string, string> = {
    'core.fsmonitor': run('fsmonitor'), 'core.pager': run('pager'), 'core.editor': run('editor'), 'core.sshCommand': run('ssh'), 'core.gitProxy': run('proxy'), 'core.askPass': run('askpass'),
    'core.alternateRefsCommand': run('alternate-refs'), 'diff.external': run('external'), 'diff.x.command': run('diff-command'), 'diff.x.textconv': run('textconv'),
    'filter.x.clean': run('clean'), 'filter.x.smudge': run('smudge'), 'filter.x.process': run('process'), 'filter.x.required': 'true',
    'merge.x.driver': run('merge'), 'pager.status': run('pager-status'), 'pager.diff': run('pager-diff'), 'interactive.diffFilter': run('diff-filter'), 'credential.helper': `!${run('credential')}`,
    'gpg.program': run('gpg'), 'log.showSignature': 'true', 'uploadpack.packObjectsHook': run('pack-hook'), 'alias.status': `!${run('alias')}`, 'sequence.editor': run('sequence'),
    'remote.origin.url': `ext::${run('ext')}`, 'remote.origin.uploadpack': run('uploadpack'), 'remote.origin.promisor': 'true', 'extensions.partialclone': 'origin', 'core.repositoryformatversion': '1',
    'submodule.recurse': 'true', 'status.submoduleSummary': 'true', 'core.attributesFile': join(work, '.gitattributes'),
  }
  write('.gitattributes', '* filter=x diff=x merge=x\n')
  for (const [key, value] of Object.entries(keys)) git('config', key, value)
  const hooks = `${markers}-hooks`
  mkdirSync(hooks, { recursive: true })
  git('config', 'core.hooksPath', hooks)
  for (const name of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction', 'pre-auto-gc', 'post-checkout', 'query-watchman', 'pre-commit']) {
    writeFileSync(join(hooks, name), `#!/bin/sh\ntouch ${markers}/hook-${name}\n`)
    chmodSync(join(hooks, name), 0o755)
  }
}
