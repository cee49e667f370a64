import type Docker from 'dockerode'
import type { VolumeInspectInfo } from 'dockerode'
import { call, callUnless } from './call.ts'
import { volumeSizesIn } from './container-usage.ts'

const sizesMs = 120_000

export type VolumeOptions = { name: string; labels: Record<string, string> }

/** Named volumes of one engine. */
export function createVolumes(docker: Docker) {
  return {
    /** Resolves where there is one of this name already. */
    create: async ({ name, labels }: VolumeOptions): Promise<void> => {
      await call('create a volume', (abortSignal) => docker.createVolume({ Name: name, Labels: labels, abortSignal }))
    },

    /** null = there is none. */
    inspect: async (name: string): Promise<VolumeInspectInfo | null> =>
      callUnless('look at a volume', () => docker.getVolume(name).inspect(), { statuses: [404] }),

    /** Resolves where it is gone. One in use is a Problem of kind `conflict`. */
    remove: async (name: string): Promise<void> => {
      await callUnless('remove a volume', (abortSignal) => docker.getVolume(name).remove({ abortSignal }), { statuses: [404] })
    },

    /** Bytes by name. The engine walks through all volumes for that. */
    sizes: async (): Promise<ReadonlyMap<string, number>> => volumeSizesIn(await call('measure its volumes', () => diskUsage(docker), { deadline: sizesMs })),

    list: async (labels: string[]): Promise<VolumeInspectInfo[]> => {
      const { Volumes } = await call('list volumes', (abortSignal) => docker.listVolumes({ filters: JSON.stringify({ label: labels }), abortSignal }))
      return Volumes
    },
  }
}
export type Volumes = ReturnType<typeof createVolumes>

// dockerode's own call cannot say "volumes only", and images and build caches take the engine much longer.
function diskUsage(docker: Docker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    docker.modem.dial({ path: '/system/df?', method: 'GET', options: { type: 'volume' }, statusCodes: { 200: true, 400: 'bad parameter', 500: 'server error' } }, (error: unknown, answer: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('the engine gave no reason'))
      else resolve(answer)
    })
  })
}
