import { spawn } from 'node:child_process'
import { root } from '../runtime.mjs'

/** Runs programs, each in a process group of its own, so that nothing of it stays behind. */
export function createRunner() {
  /** @type {Set<import('node:child_process').ChildProcess>} */
  const running = new Set()

  /**
   * Resolves with the exit code; a program that a signal ended, or that outlived its deadline, has 1.
   * @param {string[]} argv
   * @param {{ env: NodeJS.ProcessEnv, minutes: number, quiet?: boolean }} options `quiet`: of what it says only errors are shown
   * @returns {Promise<number>}
   */
  function run([program, ...rest], { env, minutes, quiet = false }) {
    return new Promise((resolve) => {
      const child = spawn(program, rest, { cwd: root, env, stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'], detached: true })
      running.add(child)
      const deadline = setTimeout(() => {
        console.log(`${program} ran for more than ${String(minutes)} minutes and is ended`)
        void end(child)
      }, minutes * 60_000)
      const settle = (code) => {
        clearTimeout(deadline)
        running.delete(child)
        signalGroup(child, 'SIGKILL')
        resolve(code)
      }
      child.once('error', (error) => {
        console.log(`${program} did not start: ${error.message}`)
        settle(1)
      })
      child.once('exit', (code) => settle(code ?? 1))
    })
  }

  return { run, stop: () => Promise.all([...running].map(end)) }
}

/** Asks, waits, then insists. */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  signalGroup(child, 'SIGTERM')
  const insist = setTimeout(() => signalGroup(child, 'SIGKILL'), 10_000)
  await gone
  clearTimeout(insist)
}

function signalGroup(child, signal) {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
