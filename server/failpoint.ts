/** Step boundaries at which a test can end the server as `kill -9` does. */
export type Failpoint =
  | 'row inserted' | 'names kept' | 'image there' | 'volumes made' | 'helper made' | 'container made' | 'container kept' | 'container started' | 'clone whole' | 'helper removed'
  | 'clone noted' | 'agent opened'
  | 'stop noted' | 'place stopped' | 'start noted' | 'place discarded' | 'place started' | 'removal noted' | 'rescue received' | 'rescue described' | 'place removed'

/** Ends this process here where CLAUDEWORK_FAIL_AT says so. Nothing in a production build: the bundler drops the line. */
export function failpoint(at: Failpoint): void {
  if (process.env.NODE_ENV !== 'production' && process.env['CLAUDEWORK_FAIL_AT'] === at) process.kill(process.pid, 'SIGKILL')
}
