import type Docker from 'dockerode'
import type { VolumeInspectInfo } from 'dockerode'
import { call, callUnless } from './call.ts'

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

    list: async (labels: string[]): Promise<VolumeInspectInfo[]> => {
      const { Volumes } = await call('list volumes', (abortSignal) => docker.listVolumes({ filters: JSON.stringify({ label: labels }), abortSignal }))
      return Volumes
    },
  }
}
export type Volumes = ReturnType<typeof createVolumes>
