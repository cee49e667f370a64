import { text } from 'node:stream/consumers'
import type { Disk } from '../../disk.ts'
import type { Engine } from '../../docker/engine.ts'
import { inside, user } from './session-container.ts'

/**
 * The disk below a helper's work volume, asked in the running helper: that of an engine elsewhere, or in a virtual machine, is in no
 * folder of this machine. null where it cannot be asked.
 */
export async function diskInHelper(engine: Engine, helper: string): Promise<Disk | null> {
  try {
    const stream = await engine.containers.exec(helper, { argv: ['stat', '--file-system', '--format=%a %b %S', inside.work], env: [], user })
    const said = await text(stream)
    stream.destroy()
    const [, free, total, size] = /^(\d+) (\d+) (\d+)\s*$/.exec(said) ?? []
    return size === undefined ? null : { free: Number(free) * Number(size), total: Number(total) * Number(size) }
  } catch {
    return null // it has ended, or the engine does not answer
  }
}
