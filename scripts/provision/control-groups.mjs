import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'

/** Mounts cgroups where no init did (a bare virtual machine or container): dockerd starts no container without them. */
export function mountControlGroups(root = '/sys/fs/cgroup') {
  if (existsSync(`${root}/cgroup.controllers`) || existsSync(`${root}/memory`) || existsSync(`${root}/devices`)) return
  const controllers = readFileSync('/proc/cgroups', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .filter(([, , , enabled]) => enabled === '1')
    .map(([name]) => name)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=0755', 'cgroup', root])
  for (const controller of controllers) {
    mkdirSync(`${root}/${controller}`)
    execFileSync('mount', ['-t', 'cgroup', '-o', controller, 'cgroup', `${root}/${controller}`])
  }
}
