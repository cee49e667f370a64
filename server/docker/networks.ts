import { createHash } from 'node:crypto'
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

    /**
     * A bridge of 14 addresses with no way out: not to the world, and not to the host, whose ports a plain internal network reaches by
     * its gateway. In a range of its own, since the engine's default pools end after some 30 networks. Resolves where it is there.
     */
    ensureClosedBridge: async ({ name, labels }: BridgeOptions): Promise<void> => {
      if (await inspect(name)) return
      const options = { 'com.docker.network.bridge.enable_icc': 'false', 'com.docker.network.bridge.inhibit_ipv4': 'true' }
      const first = createHash('sha256').update(name).digest().readUInt16BE(0)
      for (let attempt = 0; ; attempt++) {
        try {
          await call('create a network', (abortSignal) => docker.createNetwork({
            Name: name, Driver: 'bridge', CheckDuplicate: true, Internal: true, Options: options, Labels: labels, IPAM: { Driver: 'default', Config: [{ Subnet: smallSubnet(first + attempt) }] }, abortSignal,
          }))
          return
        } catch (error) {
          if (hasStatus(error, 409)) return
          // Taken by another network: the next one.
          if (attempt === 20 || !(error instanceof Error) || !/overlap/i.test(error.message)) throw error
        }
      }
    },

    /** Resolves where it is gone. */
    remove: async (name: string): Promise<void> => {
      await callUnless('remove a network', () => docker.getNetwork(name).remove(), { statuses: [404] })
    },
  }
}
export type Networks = ReturnType<typeof createNetworks>

/** One of the 4,096 blocks of 16 addresses in 10.213.0.0/16. */
function smallSubnet(number: number): string {
  const block = number % 4_096
  return `10.213.${String(block >> 4)}.${String((block & 15) << 4)}/28`
}
