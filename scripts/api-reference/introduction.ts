/** How to call the API. The examples are run by a test, as they stand here. */
export function introduction(routeTable: readonly string[]): string[] {
  return [
    '# The API',
    '',
    'Written from the router, its input schemas and its types by `npm run docs`; a test says whether it is current.',
    '',
    'Every call needs the API token: `CLAUDEWORK_TOKEN` where it is set, else the content of `token` in the data directory',
    '(`~/.local/share/claudework`). Programs call `http://127.0.0.1:4600` (`PORT`); behind a TLS proxy the address of `CLAUDEWORK_ORIGIN`.',
    '',
    '## From TypeScript',
    '',
    'The client is typed by the router, reconnects by itself and goes on where it was. It needs Node 22 or a browser.',
    '',
    '```ts',
    typescriptExample,
    '```',
    '',
    '`attach` gives the bytes of a terminal from an offset on (left out: from a picture of its screen now), `attachEvents` also',
    'sizes and exits. A lost connection is made again for as long as it takes; when the server does not take the token, the client',
    'stops, and every call and subscription fails with `UNAUTHORIZED`. `createPlainClient` makes one HTTP request a call, without',
    'subscriptions, and fails at once where nobody answers.',
    '',
    '## From other languages',
    '',
    'Queries are `GET` (input as JSON in `?input=`), mutations `POST` with JSON:',
    '',
    '```sh',
    trpcExample,
    '```',
    '',
    'For the most common calls there are plain addresses with plain answers. `GET /openapi.json` describes them for code generators:',
    '',
    ...routeTable,
    '',
    '```sh',
    restExample,
    '```',
    '',
    'The same in Python (not run by a test):',
    '',
    '```python',
    pythonExample,
    '```',
    '',
    '## Errors',
    '',
    'An error is `{"error": {"message", "code", "data": {"code", "httpStatus"}}}`: one sentence for a person, and a code to act on.',
    '',
    '| code | status | |',
    '|---|---|---|',
    '| `BAD_REQUEST` | 400 | the input is not what the call takes; unknown fields are refused |',
    '| `UNAUTHORIZED` | 401 | no token, or a wrong one |',
    '| `NOT_FOUND` | 404 | there is no such session, terminal, environment |',
    '| `CONFLICT` | 409 | another operation on it is under way |',
    '| `PRECONDITION_FAILED` | 412 | it is not in a state for this; the sentence says what to do first |',
    '| `PAYLOAD_TOO_LARGE` | 413 | a body of more than 1 MiB |',
    '| `UNSUPPORTED_MEDIA_TYPE` | 415 | a body that is not JSON |',
    '| `TOO_MANY_REQUESTS` | 429 | too many wrong sign-in codes |',
    '| `INTERNAL_SERVER_ERROR` | 500 | it was tried and failed; the sentence says how |',
    '| `SERVICE_UNAVAILABLE` | 503 | the engine is missing or does not answer |',
  ]
}

const typescriptExample = `import { attach, createClient } from 'claudework/client'

const client = createClient({ url: 'http://127.0.0.1:4600', token: process.env.CLAUDEWORK_TOKEN ?? '' })
for (const session of await client.sessions.list.query()) {
  const [terminal] = await client.terminals.list.query({ sessionId: session.id })
  if (!terminal) continue
  for await (const bytes of attach(client, terminal.id)) {
    process.stdout.write(bytes)
    break
  }
}
await client.close()`

const trpcExample = `curl -sS -H "Authorization: Bearer $CLAUDEWORK_TOKEN" "$CLAUDEWORK_URL/trpc/environments.list"
curl -sS -H "Authorization: Bearer $CLAUDEWORK_TOKEN" --get --data-urlencode 'input={"limit":5}' "$CLAUDEWORK_URL/trpc/events.list"
curl -sS -H "Authorization: Bearer $CLAUDEWORK_TOKEN" -H 'Content-Type: application/json' -d '{}' "$CLAUDEWORK_URL/trpc/auth.createCode"`

const restExample = `curl -sS -H "Authorization: Bearer $CLAUDEWORK_TOKEN" "$CLAUDEWORK_URL/api/sessions"
id=$(curl -sS -H "Authorization: Bearer $CLAUDEWORK_TOKEN" -H 'Content-Type: application/json' \\
  -d "{\\"name\\": \\"Shop\\", \\"repoUrl\\": \\"$REPOSITORY\\", \\"agent\\": \\"shell\\"}" "$CLAUDEWORK_URL/api/sessions" | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
curl -sS -H "Authorization: Bearer $CLAUDEWORK_TOKEN" "$CLAUDEWORK_URL/api/sessions/$id/process"
curl -sS -H "Authorization: Bearer $CLAUDEWORK_TOKEN" -X DELETE "$CLAUDEWORK_URL/api/sessions/$id"`

const pythonExample = `import json, os, urllib.request

def call(method, path, body=None):
    request = urllib.request.Request(os.environ["CLAUDEWORK_URL"] + path, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("Authorization", "Bearer " + os.environ["CLAUDEWORK_TOKEN"])
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request) as response:
        return json.load(response)

for session in call("GET", "/api/sessions"):
    print(session["name"], session["status"], call("GET", f"/api/sessions/{session['id']}/process")["running"])`
