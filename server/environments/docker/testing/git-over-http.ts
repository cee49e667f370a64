import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export type GitOverHttp = { url: string; /** Accepts requests and never answers, until it is switched back. */ hang(on: boolean): void; requested: Promise<void>; [Symbol.asyncDispose](): Promise<void> }

/** A repository behind real `git http-backend`, on an address that containers reach. Branches: main (default) and dev. */
export async function serveRepository(address: string, files: Record<string, string>): Promise<GitOverHttp> {
  const root = mkdtempSync(join(tmpdir(), 'claudework-git-'))
  makeRepository(root, files)
  let hanging = false
  let onRequest = (): void => undefined
  const requested = new Promise<void>((resolve) => { onRequest = resolve })
  const server = createServer((request, response) => {
    onRequest()
    if (!hanging) backend(root, request, response)
  })
  await new Promise<void>((resolve) => { server.listen(0, address, resolve) })
  const { port } = server.address() as { port: number }
  return {
    url: `http://${address}:${String(port)}/repo.git`,
    hang: (on) => { hanging = on },
    requested,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => { server.close(resolve) })
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function makeRepository(root: string, files: Record<string, string>): void {
  const tree = join(root, 'tree')
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.net', '-c', 'commit.gpgsign=false', ...args], { cwd: tree, stdio: 'pipe' })
  }
  mkdirSync(tree)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true })
    writeFileSync(join(tree, name), text)
  }
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all')
  git('commit', '--quiet', '--message=first')
  git('branch', 'dev')
  git('clone', '--quiet', '--bare', tree, join(root, 'repo.git'))
}

function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const env = {
    PATH: process.env['PATH'], GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: '1', REQUEST_METHOD: request.method, PATH_INFO: url.pathname,
    QUERY_STRING: url.search.slice(1), CONTENT_TYPE: request.headers['content-type'] ?? '', HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''), REMOTE_ADDR: '127.0.0.1',
  }
  const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  request.pipe(child.stdin)
  // A client that leaves early closes the pipe.
  child.stdin.on('error', () => undefined)
  let head = Buffer.alloc(0)
  child.stdout.on('data', function onData(chunk: Buffer) {
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    child.stdout.off('data', onData)
    for (const line of head.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(/: (.*)/)
      if (name === 'Status') response.statusCode = Number(value.slice(0, 3))
      else response.setHeader(name, value)
    }
    response.write(head.subarray(end + 4))
    child.stdout.pipe(response)
  })
}
