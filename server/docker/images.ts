import type Docker from 'dockerode'
import type { ImageInfo, ImageInspectInfo } from 'dockerode'
import type { Readable } from 'node:stream'
import { call, callUnless } from './call.ts'
import { followProgress } from './progress.ts'
import { readable } from './readable.ts'

export type { ImageInspectInfo } from 'dockerode'

export type ProgressHooks = { onLine: (line: string) => void; signal?: AbortSignal | undefined }

export type BuildOptions = {
  /** The build context. */
  context: Readable
  tag: string
  args: Record<string, string>
  labels: Record<string, string>
}

export type ImportOptions = {
  tar: Readable
  repository: string
  tag: string
  /** Dockerfile instructions. */
  changes: string[]
}

const buildSilenceMs = 15 * 60_000
const pullSilenceMs = 120_000

/** Images of one engine. */
export function createImages(docker: Docker) {
  return {
    /** null = the engine does not have it. */
    inspect: async (name: string): Promise<ImageInspectInfo | null> =>
      callUnless('look at an image', () => docker.getImage(name).inspect(), { statuses: [404] }),

    /** Those with all these labels, whatever they are called. */
    list: async (labels: string[]): Promise<ImageInfo[]> =>
      call('list images', (abortSignal) => docker.listImages({ filters: JSON.stringify({ label: labels }), abortSignal })),

    /** What each layer was made by and its bytes, newest first. */
    layers: async (name: string): Promise<{ by: string; bytes: number }[]> => {
      const history: unknown = await call('list the layers of an image', () => docker.getImage(name).history())
      if (!Array.isArray(history)) return []
      return history.map((layer: { CreatedBy?: unknown; Size?: unknown }) => ({ by: String(layer.CreatedBy), bytes: Number(layer.Size) }))
    },

    pull: async (name: string, { onLine, signal }: ProgressHooks): Promise<void> => {
      const what = `pull the image ${name}`
      const stream = await call(what, (abortSignal) => docker.createImage({ fromImage: withTag(name), abortSignal }), { deadline: pullSilenceMs, signal })
      await followProgress(readable(stream), { what, onLine, signal, silence: pullSilenceMs })
    },

    build: async ({ context, tag, args, labels }: BuildOptions, { onLine, signal }: ProgressHooks): Promise<void> => {
      const what = 'build an image'
      const options = { t: tag, buildargs: args, labels, rm: true, forcerm: true }
      const stream = await call(what, (abortSignal) => docker.buildImage(context, { ...options, abortSignal }), { deadline: buildSilenceMs, signal })
      await followProgress(readable(stream), { what, onLine, signal, silence: buildSilenceMs })
    },

    tag: async (name: string, { repository, tag }: { repository: string; tag: string }): Promise<void> => {
      await call('tag an image', (abortSignal) => docker.getImage(name).tag({ repo: repository, tag, abortSignal }))
    },

    /** Takes a name from an image; its last name takes the image with it. Resolves where there is none. */
    untag: async (name: string): Promise<void> => {
      await callUnless('remove the name of an image', (abortSignal) => docker.getImage(name).remove({ abortSignal }), { statuses: [404] })
    },

    /** Makes an image of the tar of a root file system. */
    importTar: async ({ tar, repository, tag, changes }: ImportOptions, { onLine, signal }: ProgressHooks): Promise<void> => {
      const what = 'import an image'
      const stream = await call(what, (abortSignal) => docker.importImage(tar, { repo: repository, tag, changes, abortSignal }), { deadline: buildSilenceMs, signal })
      await followProgress(readable(stream), { what, onLine, signal, silence: buildSilenceMs })
    },
  }
}
export type Images = ReturnType<typeof createImages>

/** Without a tag or digest the engine would pull every tag there is. */
function withTag(name: string): string {
  return name.includes('@') || /:[^/]*$/.test(name) ? name : `${name}:latest`
}
