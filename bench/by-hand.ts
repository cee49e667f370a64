import type { Duplex } from 'node:stream'
import type Docker from 'dockerode'

/** What a person would do without claudework, past all its code: containers of the same image by dockerode alone. */
export type ByHand = {
  /**
   * `docker run -it -v /workspace` of a clone and a shell; resolves when the shell's prompt is there. On a volume, as ours: what 5,000
   * new files cost an ext4 disk depends on the folder they are in (measured: 0.25 s to 3.4 s of processor time on one disk).
   */
  cloneAndShell(repoUrl: string): Promise<Docker.Container>
  /** A container that does nothing and ends on the first signal: the least that stop and restart can cost. */
  idle(): Promise<Docker.Container>
  /** A shell in a running container, once its prompt is there. */
  shellIn(container: Docker.Container): Promise<Duplex>
}

// eslint-disable-next-line no-control-regex -- a prompt may end with escape sequences
const promptEnd = /[$#] (?:\u001b\[[0-9;?]*[a-z])*$/i

export function createByHand(docker: Docker, image: string): ByHand {
  return {
    async cloneAndShell(repoUrl) {
      const container = await docker.createContainer({
        Image: image, User: '1000:1000', Entrypoint: ['bash', '-c'], Cmd: [`cd /workspace && git clone ${repoUrl} . && exec bash`],
        Tty: true, OpenStdin: true, AttachStdin: true, AttachStdout: true, AttachStderr: true,
        HostConfig: { NetworkMode: 'claudework', Mounts: [{ Type: 'volume', Source: '', Target: '/workspace' }] },
      })
      const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true })
      await container.start()
      await prompt(stream)
      stream.end()
      return container
    },
    async idle() {
      const container = await docker.createContainer({ Image: image, User: '1000:1000', Entrypoint: ['sleep'], Cmd: ['infinity'], HostConfig: { Init: true, NetworkMode: 'claudework' } })
      await container.start()
      return container
    },
    async shellIn(container) {
      const exec = await container.exec({ Cmd: ['bash'], Tty: true, AttachStdin: true, AttachStdout: true, AttachStderr: true })
      const stream = await exec.start({ hijack: true, stdin: true, Tty: true })
      await prompt(stream)
      return stream
    },
  }
}

/** Resolves when the end of the output looks like a shell that waits. */
function prompt(stream: NodeJS.ReadableStream): Promise<void> {
  let text = ''
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('latin1')).slice(-200)
      if (isPrompt(text)) resolve()
    })
    stream.on('end', () => { reject(new Error(`there was no prompt, but: ${text}`)) })
  })
}

export function isPrompt(text: string): boolean {
  return promptEnd.test(text)
}
