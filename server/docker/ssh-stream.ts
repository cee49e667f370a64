import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { Duplex } from 'node:stream'
import { EngineProblem } from './engine-problem.ts'

const keptWords = 2_048

/** A process's standard streams as a socket for Node's http client. Where it ends before it has said anything, its error says why. */
export class SshStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams
  #answered = false
  #words = ''

  constructor(child: ChildProcessWithoutNullStreams, host: string) {
    super()
    this.#child = child
    child.stderr.setEncoding('utf8').on('data', (text: string) => { this.#words = (this.#words + text).slice(-keptWords) })
    child.stdout.on('data', (bytes: Buffer) => {
      this.#answered = true
      if (!this.push(bytes)) child.stdout.pause()
    })
    child.stdin.on('error', () => undefined) // its end is told by `close`
    child.once('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT'
      this.destroy(new EngineProblem('unavailable', missing ? 'There is no ssh on this machine; install it (Debian: apt-get install openssh-client).' : 'ssh could not be started.', { engine: 'missing', cause: error }))
    })
    child.once('close', () => {
      if (this.#answered || this.destroyed) this.push(null)
      else this.destroy(sshProblem(this.#words, host))
    })
  }

  // What Node's http client asks of a socket; ssh has its own way to find a dead connection.
  setKeepAlive(): this { return this }
  setNoDelay(): this { return this }
  setTimeout(): this { return this }
  ref(): this { return this }
  unref(): this { return this }

  override _read(): void {
    this.#child.stdout.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#child.stdin.write(chunk, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#child.stdin.end(() => { done() })
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.kill('SIGTERM')
    done(error)
  }
}

/** What ssh, or the docker command behind it, said as a sentence. */
function sshProblem(words: string, host: string): EngineProblem {
  const last = words.trim().split('\n').findLast((line) => !line.startsWith('Warning:')) ?? ''
  return new EngineProblem('unavailable', sentenceFor(words, { host, last }), { engine: 'missing', cause: new Error(words.trim()) })
}

function sentenceFor(words: string, { host, last }: { host: string; last: string }): string {
  if (/host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i.test(words)) return `The host key of ${host} is not the one that is known here, or none is; run "ssh ${host}" once by hand as the server's user and look at it.`
  if (/permission denied \(/i.test(words)) return `${host} does not take our key; give the environment an identity file, or add the key of the server's user to authorized_keys there.`
  if (/could not resolve hostname/i.test(words)) return `There is no machine called ${host}; check the engine's address in the environment's settings.`
  if (/docker: (?:command )?not found|docker: No such file/i.test(words)) return `There is no docker command on ${host}; install Docker there.`
  if (/dial unix .*permission denied|permission denied while trying to connect/i.test(words)) return `The user on ${host} may not use Docker; add it to the group "docker" there.`
  if (/cannot connect to the docker daemon|dial unix .*(?:no such file|connection refused)/i.test(words)) return `No Docker engine is running on ${host}; start it there.`
  if (/connection refused|timed out|no route to host|network is unreachable/i.test(words)) return `${host} does not answer to ssh; check that it is on and that the address and port are right.`
  return `The connection to ${host} by ssh failed${last === '' ? '' : `: ${last.slice(0, 200)}`}; try "ssh ${host} docker version" by hand.`
}
