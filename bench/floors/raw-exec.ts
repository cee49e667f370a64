import type { Duplex } from 'node:stream'
import Docker from 'dockerode'

/** A shell in a running container, as an exec with a TTY. */
export async function rawExec(containerId: string): Promise<Duplex> {
  const exec = await new Docker().getContainer(containerId).exec({ Cmd: ['bash', '--norc'], Tty: true, AttachStdin: true, AttachStdout: true, AttachStderr: true })
  return exec.start({ hijack: true, stdin: true, Tty: true })
}
