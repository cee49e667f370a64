// Plain addresses for callers that do not speak tRPC: each stands for one procedure of the same router.

export type Method = 'GET' | 'POST' | 'DELETE'

export type Route = {
  method: Method
  /** `:id` is the one variable part. */
  path: string
  procedure: string
  type: 'query' | 'mutation'
  /** The field of the procedure's input that `:id` fills. */
  idField: 'id' | 'sessionId' | null
  status: 200 | 201
  summary: string
}

export const routes: readonly Route[] = [
  { method: 'GET', path: '/api/sessions', procedure: 'sessions.list', type: 'query', idField: null, status: 200, summary: 'Every session' },
  { method: 'POST', path: '/api/sessions', procedure: 'sessions.create', type: 'mutation', idField: null, status: 201, summary: 'Makes a session; answers at once, while the clone is being made' },
  { method: 'GET', path: '/api/sessions/:id', procedure: 'sessions.get', type: 'query', idField: 'id', status: 200, summary: 'One session' },
  { method: 'DELETE', path: '/api/sessions/:id', procedure: 'sessions.remove', type: 'mutation', idField: 'id', status: 200, summary: 'Deletes a session' },
  { method: 'POST', path: '/api/sessions/:id/start', procedure: 'sessions.start', type: 'mutation', idField: 'id', status: 200, summary: 'Starts a session; answers when it runs' },
  { method: 'POST', path: '/api/sessions/:id/stop', procedure: 'sessions.stop', type: 'mutation', idField: 'id', status: 200, summary: 'Stops a session; answers when it has stopped' },
  { method: 'GET', path: '/api/sessions/:id/warning', procedure: 'sessions.gitWarnings', type: 'query', idField: 'id', status: 200, summary: 'What would be gone with the clone: uncommitted, untracked, unpushed, stashed' },
  { method: 'GET', path: '/api/sessions/:id/process', procedure: 'process.status', type: 'query', idField: 'sessionId', status: 200, summary: "Whether a session's agent runs" },
  { method: 'POST', path: '/api/sessions/:id/process', procedure: 'process.restart', type: 'mutation', idField: 'sessionId', status: 200, summary: 'Ends the agent and starts it again' },
]

export type Match = { kind: 'route'; route: Route; id: string | null } | { kind: 'wrong method'; allowed: Method[] } | { kind: 'nothing' }

/** The route that a request means. HEAD is a GET whose body nobody reads. */
export function matchRoute(method: string, path: string): Match {
  const here = routes.flatMap((route) => {
    const match = patternOf(route.path).exec(path)
    return match ? [{ route, id: match[1] ?? null }] : []
  })
  if (here.length === 0) return { kind: 'nothing' }
  const found = here.find(({ route }) => route.method === (method === 'HEAD' ? 'GET' : method))
  if (!found) return { kind: 'wrong method', allowed: here.map(({ route }) => route.method) }
  return { kind: 'route', ...found }
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(':id', '([^/]+)')}$`)
}
