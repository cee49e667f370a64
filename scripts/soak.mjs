// `npm run soak`: installs, builds, sees to an engine, then cuts, kills and operates until everything planned was done.
import { runOnEngine } from './on-engine.mjs'

await runOnEngine('bench/soak/main.ts')
