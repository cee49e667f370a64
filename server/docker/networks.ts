import type Docker from 'dockerode'
import type { NetworkInspectInfo } from 'dockerode'
import { call, callUnless } from './call.ts'
import { hasStatus } from './engine-problem.ts'

export type BridgeOptions = { name: string; labels: Record<string, string> }

const mtuOption = 'com.docker.network.driver.mtu'

/** Networks of one engine. */
export function createNetworks(docker: Docker) {
  const inspect = async (name: string): Promise<NetworkInspectInfo | null> =>
    callUnless('look at a network', () => docker.getNetwork(name).inspect(), { statuses: [404] })

  return {
    /** null = there is none. */
    inspect,

    /** A bridge on which containers reach the world but not each other. Resolves where there is one of this name. */
    ensureIsolatedBridge: async ({ name, labels }: BridgeOptions): Promise<void> => {
      if (await inspect(name)) return
      // Only the default bridge takes the engine's own MTU; with a larger one than the way out, big packets vanish.
      const mtu = (await inspect('bridge'))?.Options?.[mtuOption]
      const options = { 'com.docker.network.bridge.enable_icc': 'false', ...(mtu ? { [mtuOption]: mtu } : {}) }
      try {
        await call('create a network', (abortSignal) => docker.createNetwork({ Name: name, Driver: 'bridge', CheckDuplicate: true, Options: options, Labels: labels, abortSignal }))
      } catch (error) {
        // Somebody else was faster.
        if (!hasStatus(error, 409)) throw error
      }
    },

    /** Resolves where it is gone. */
    remove: async (name: string): Promise<void> => {
      await callUnless('remove a network', () => docker.getNetwork(name).remove(), { statuses: [404] })
    },
  }
}
export type Networks = ReturnType<typeof createNetworks>
