// `npm run docs`: writes docs/API.md and the OpenAPI document.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiFiles } from './api-files.ts'

const root = join(import.meta.dirname, '../..')
for (const [path, text] of Object.entries(apiFiles(root))) writeFileSync(join(root, path), text)
