import { stat } from 'node:fs/promises'
import type Docker from 'dockerode'
import { callUnless } from './call.ts'

const deadline = 2_000

/**
 * When an engine was started last, in milliseconds since 1970; null where it does not show. No call of its API says so, but it makes
 * its default bridge, and a socket that systemd does not hold for it, anew at each start. The later of the two is not too late.
 */
export async function engineStart(docker: Docker, socketPath: string | undefined): Promise<number | null> {
  const bridge = await callUnless('look at its default bridge', () => docker.getNetwork('bridge').inspect() as Promise<{ Created?: unknown }>, { statuses: [404], deadline })
  const times = [typeof bridge?.Created === 'string' ? Date.parse(bridge.Created) : Number.NaN, socketPath === undefined ? Number.NaN : await madeAt(socketPath)]
  const known = times.filter((time) => time > 0)
  return known.length === 0 ? null : Math.max(...known)
}

/** A socket that cannot be looked at belongs to an engine that is not here, or not any more. */
async function madeAt(path: string): Promise<number> {
  return stat(path).then(({ birthtimeMs, ctimeMs }) => birthtimeMs || ctimeMs, () => Number.NaN)
}
