import { join } from 'node:path'

/** The folder of the supervisor as it ships; tests find it built. */
export const builtSupervisor = join(import.meta.dirname, '../dist/supervisor')
