// `npm run docs`: writes docs/CLI.md.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reference } from './reference.ts'
import { createVerbs } from './verbs.ts'

writeFileSync(join(import.meta.dirname, '../docs/CLI.md'), reference(await createVerbs().all()))
