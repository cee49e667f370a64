// docs/API.md: how to call, then every procedure, then every type that has a name.
import { routes } from '../../server/trpc/rest/routes.ts'
import { introduction } from './introduction.ts'
import type { Api, Procedure } from './procedures.ts'
import { typeText } from './type-text.ts'

export function apiMarkdown({ procedures, definitions }: Api): string {
  const routers = Map.groupBy(procedures, ({ path }) => path.slice(0, path.lastIndexOf('.')))
  return [
    ...introduction(routeTable()),
    ...[...routers].flatMap(([router, own]) => ['', `## ${router}`, ...own.flatMap(section)]),
    '',
    '## Types',
    '',
    'What answers are made of. Times are ISO 8601 in UTC, sizes are bytes.',
    ...Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, schema]) => ['', '```ts', `type ${name} = ${typeText(schema)}`, '```']),
    '',
  ].join('\n')
}

function routeTable(): string[] {
  return [
    '| address | stands for | |',
    '|---|---|---|',
    ...routes.map(({ method, path, procedure, summary }) => `| \`${method} ${path}\` | \`${procedure}\` | ${summary} |`),
  ]
}

function section({ path, kind, doc, input, inputOptional, output }: Procedure): string[] {
  const takes = input ? `takes${inputOptional ? ' (may be left out)' : ''}:` : ''
  return [
    '',
    `### ${path}`,
    '',
    [kind === 'subscription' ? 'A subscription, over WebSocket.' : `A ${kind}.`, doc].filter(Boolean).join(' '),
    ...(input ? ['', `It ${takes}`, '', '```ts', typeText(input), '```'] : []),
    '',
    kind === 'subscription' ? 'Each event:' : 'It answers:',
    '',
    '```ts',
    typeText(output),
    '```',
  ]
}
