// After `npm pack`: the repository's package.json comes back.
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../runtime.mjs'

const kept = join(root, 'package.json.kept')
if (existsSync(kept)) renameSync(kept, join(root, 'package.json'))
