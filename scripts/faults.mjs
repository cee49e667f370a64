// `npm run faults`: installs, builds, sees to an engine, then lets every known fault happen many times over.
import { runOnEngine } from './on-engine.mjs'

await runOnEngine('scripts/provision/session-image.ts', 'scripts/faults/main.ts')
