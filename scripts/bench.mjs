// `npm run bench`: installs, builds, sees to an engine, then measures.
import { runOnEngine } from './on-engine.mjs'

await runOnEngine('bench/main.ts')
