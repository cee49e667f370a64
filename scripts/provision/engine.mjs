// A Docker engine for tests and trials: the one that answers, else one of our own (Debian, root). Plain JavaScript that Node 18 can run.
// `node scripts/provision/engine.mjs start DIR` leaves one running and prints its DOCKER_HOST; `stop DIR` ends it.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs'
import { mountControlGroups } from './control-groups.mjs'

const PACKAGES = ['docker.io', 'iptables', 'mmdebstrap']
const DEFAULT_SOCKET = '/var/run/docker.sock'

/**
 * @param {{ log: (line: string) => void, dir: string }} options `dir` keeps images between runs
 * @returns {Promise<{ dockerHost: string, stop: () => Promise<void> }>} `stop` ends only an engine that this call started
 */
export async function ensureEngine({ log, dir }) {
  const given = process.env.DOCKER_HOST
  if (given) {
    if (await answers(given)) return { dockerHost: given, stop: async () => {} }
    throw new Error(`DOCKER_HOST is ${given}, but no engine answers there; start it, or unset DOCKER_HOST.`)
  }
  if (await answers(`unix://${DEFAULT_SOCKET}`)) return { dockerHost: `unix://${DEFAULT_SOCKET}`, stop: async () => {} }
  requireTools(log)
  const own = enginePaths(dir)
  // Another run on this folder has it up: share it, and leave it to its owner.
  if (await answers(own.dockerHost)) return { dockerHost: own.dockerHost, stop: async () => {} }
  await startEngine(own, log)
  return { dockerHost: own.dockerHost, stop: () => stopEngine(own) }
}

function enginePaths(dir) {
  const root = join(resolve(dir), 'docker')
  const at = (name) => join(root, name)
  return { root, data: at('data'), exec: at('exec'), pid: at('dockerd.pid'), log: at('dockerd.log'), socket: at('docker.sock'), dockerHost: `unix://${at('docker.sock')}` }
}

function requireTools(log) {
  if (existsSync('/usr/sbin/dockerd') && existsSync('/usr/sbin/iptables') && existsSync('/usr/bin/mmdebstrap')) return
  if (!canInstallDebianPackages()) throw new Error('No Docker engine answers; install and start Docker (https://docs.docker.com/engine/install/), or set DOCKER_HOST.')
  log('Installing a Docker engine (docker.io, iptables, mmdebstrap) ...')
  installDebianPackages(PACKAGES)
}

async function startEngine(own, log) {
  if (process.getuid?.() !== 0) throw new Error('No Docker engine answers, and starting one needs root; start Docker, or set DOCKER_HOST.')
  if (runningPid(own) !== null) await stopEngine(own)
  // After a kill -9 both pid files stay, and either keeps the next engine from starting.
  rmSync(own.pid, { force: true })
  rmSync(join(own.exec, 'containerd', 'containerd.pid'), { force: true })
  rmSync(own.socket, { force: true })
  for (const folder of [own.data, own.exec]) mkdirSync(folder, { recursive: true, mode: 0o711 })
  mountControlGroups()
  log(`Starting a Docker engine of our own below ${own.root} ...`)
  const output = openSync(own.log, 'a')
  const argv = ['--data-root', own.data, '--exec-root', own.exec, '--pidfile', own.pid, '--host', own.dockerHost, '--mtu', String(uplinkMtu())]
  const child = spawn('dockerd', argv, { detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  const ended = new Promise((done) => {
    child.once('error', () => done(true))
    child.once('exit', () => done(true))
  })
  child.unref()
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    if (await answers(own.dockerHost)) return
    if (await Promise.race([ended, pause(100)])) break
  }
  throw new Error(`The Docker engine did not start: ${lastLine(own.log)} (more in ${own.log}).`)
}

/** SIGTERM lets the engine end its containers; only one that does not is killed. */
async function stopEngine(own) {
  const pid = runningPid(own)
  if (pid === null) return
  process.kill(pid, 'SIGTERM')
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
    if (runningPid(own) === null) return
    await pause(50)
  }
  process.kill(pid, 'SIGKILL')
}

/** The pid of our own dockerd, told by its command line: a pid alone may belong to anyone by now. */
function runningPid(own) {
  if (!existsSync(own.pid)) return null
  const pid = Number(readFileSync(own.pid, 'utf8').trim())
  const commandLine = `/proc/${String(pid)}/cmdline`
  return pid > 0 && existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes(own.data) ? pid : null
}

/** Whether an engine answers `/_ping` at a DOCKER_HOST within 2 s. TLS and ssh endpoints are believed as they are. */
export function answers(dockerHost) {
  const where = new URL(dockerHost)
  if (where.protocol === 'ssh:' || process.env.DOCKER_TLS_VERIFY) return Promise.resolve(true)
  const target = where.protocol === 'unix:' ? { socketPath: where.pathname } : { host: where.hostname, port: where.port || 2375 }
  return new Promise((done) => {
    const ping = request({ ...target, path: '/_ping', timeout: 2_000 }, (response) => {
      response.resume()
      done(response.statusCode === 200)
    })
    ping.on('timeout', () => ping.destroy(new Error('timeout')))
    ping.on('error', () => done(false))
    ping.end()
  })
}

/** A bridge with a larger MTU than the way out loses big packets silently where ICMP is filtered. */
function uplinkMtu() {
  const sizes = Object.keys(networkInterfaces())
    .filter((name) => /^(eth|en|wl)/.test(name))
    .map((name) => Number(readFileSync(`/sys/class/net/${name}/mtu`, 'utf8')))
  return Math.min(1_500, ...sizes)
}

function lastLine(file) {
  return existsSync(file) ? (readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '') : 'it said nothing'
}

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds, false))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , verb, dir = '/var/tmp/claudework-test'] = process.argv
  if (verb === 'start') {
    requireTools(console.error)
    const own = enginePaths(dir)
    if (!(await answers(own.dockerHost))) await startEngine(own, console.error)
    console.log(`DOCKER_HOST=${own.dockerHost}`)
  } else if (verb === 'stop') {
    await stopEngine(enginePaths(dir))
  } else {
    console.error('usage: node scripts/provision/engine.mjs start|stop [DIR]')
    process.exitCode = 2
  }
}
