import { apiMarkdown } from './markdown.ts'
import { openApi } from './openapi.ts'
import { readApi } from './procedures.ts'

/** Everything that is written from the router, by its path below the root. */
export function apiFiles(root: string): Record<string, string> {
  const api = readApi(root)
  return {
    'docs/API.md': apiMarkdown(api),
    'server/trpc/rest/openapi.json': `${JSON.stringify(openApi(api), null, 1)}\n`,
  }
}
