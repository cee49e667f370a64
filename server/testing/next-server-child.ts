// `server-child.ts` of the build after the next upgrade.
import { loadNextMajor } from './next-major.ts'

loadNextMajor()
await import('./server-child.ts')
