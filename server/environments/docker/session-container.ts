import type { ContainerCreateOptions } from '../../docker/containers.ts'
import type { Place } from '../adapter.ts'
import { supervisorMemory } from '../supervisor-memory.ts'
import { hardened, keptVolume, type Limits } from './hardening.ts'
import { helperLabels, sessionLabels } from './labels.ts'
import { linesOf } from './session-env.ts'
import type { DockerState } from './docker-state.ts'

/** Where things are inside a session's container. */
export const inside = { work: '/workspace', state: '/state', login: '/login', mirror: '/mirror', home: '/state/home', runtime: '/opt/claudework', run: '/run/claudework', socket: '/run/claudework/supervisor.sock', gitSocket: '/run/claudework/git.sock', sshSocket: '/run/claudework/ssh-agent.sock', settings: '/etc/claudework' } as const

/** Where a clone helper's ssh finds an agent. Its entrypoint waits for it. */
export const cloneAgentSocket = '/tmp/claudework-ssh-agent.sock'

export const networkName = 'claudework'
/** Of a session whose environment restricts the network. */
export const ownNetworkOf = (sessionId: string): string => `claudework-${sessionId}-net`
export const user = '1000:1000'

/** A program of the runtime volume: started by the volume's own loader, so it needs nothing of the image. */
export function runtimeProgram(name: 'node' | 'socat', ...args: string[]): string[] {
  return [`${inside.runtime}/lib/loader`, '--library-path', `${inside.runtime}/lib`, `${inside.runtime}/bin/${name}`, ...args]
}

type SessionContainer = { place: Place; state: DockerState; network?: string; image: string; runtimeVolume: string; limits: Limits; signingKey: Uint8Array }

/** The container of a session: its supervisor, in whatever image. Built from the session alone, never merged with anything. */
export function sessionContainer({ place, state, network = networkName, image, runtimeVolume, limits, signingKey }: SessionContainer): ContainerCreateOptions {
  const [entrypoint = '', ...args] = runtimeProgram('node', `${inside.runtime}/app/supervisor.cjs`, JSON.stringify({ socket: inside.socket, state: inside.state, launch: runtimeProgram('node'), gitSocket: inside.gitSocket, sshSocket: inside.sshSocket }))
  return {
    name: state.container,
    Image: image,
    User: user,
    WorkingDir: inside.work,
    Entrypoint: [entrypoint],
    Cmd: args,
    Env: [`HOME=${inside.home}`, 'LANG=C.UTF-8', ...linesOf(supervisorMemory)],
    Labels: sessionLabels(place, signingKey),
    StopTimeout: 10,
    HostConfig: {
      ...hardened(limits),
      NetworkMode: network,
      Mounts: [
        keptVolume(state.workVolume, inside.work), keptVolume(state.stateVolume, inside.state),
        ...(state.loginVolume === null ? [] : [keptVolume(state.loginVolume, inside.login)]),
        ...mirrorMount(state),
        keptVolume(runtimeVolume, inside.runtime, { readOnly: true }),
      ],
      // Only here does a tmpfs take an owner.
      Tmpfs: { [inside.run]: 'mode=0700,uid=1000,gid=1000' },
    },
  }
}

/** Where a clone borrows, for all who look into it. */
export function mirrorMount({ mirror }: Pick<DockerState, 'mirror'>): ReturnType<typeof keptVolume>[] {
  return mirror === null ? [] : [keptVolume(mirror, inside.mirror, { readOnly: true })]
}

type CloneHelper = {
  place: Place
  state: DockerState
  sessionImage: string
  limits: Limits
  signingKey: Uint8Array
  gitProtocols: readonly string[]
  stallSeconds: number
  partialClone: boolean
  proxies: Record<string, string>
  /** It reads user name and password for this origin from its standard input. */
  passwordOrigin: string | null
  /** Somebody answers for the host's ssh-agent. */
  asksAgent: boolean
}

/** The session image with its own entrypoint: clones and ends. Made first, without NoCopy: its image's folders give both volumes their owner. */
export function cloneHelper(helper: CloneHelper): ContainerCreateOptions {
  const env = {
    ...helper.proxies,
    HOME: inside.home,
    REPO_URL: helper.place.repoUrl,
    BRANCH: helper.place.branch ?? '',
    NEW_BRANCH: helper.place.newBranch ?? '',
    GIT_ALLOW_PROTOCOL: helper.gitProtocols.join(':'),
    CLAUDEWORK_CLONE_STALL_S: String(helper.stallSeconds),
    ...(helper.state.mirror === null ? {} : { CLAUDEWORK_MIRROR: inside.mirror }),
    ...(helper.partialClone ? { CLAUDEWORK_FILTER: 'blob:none' } : {}),
    ...(helper.asksAgent ? { SSH_AUTH_SOCK: cloneAgentSocket } : {}),
    ...(helper.passwordOrigin === null ? {} : { CLAUDEWORK_PASSWORD_FOR: helper.passwordOrigin }),
  }
  return {
    name: helper.state.cloneHelper,
    Image: helper.sessionImage,
    User: user,
    Cmd: ['true'],
    Env: linesOf(env),
    Labels: helperLabels('clone', helper.signingKey),
    ...(helper.passwordOrigin === null ? {} : { AttachStdin: true, OpenStdin: true, StdinOnce: true }),
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      ...hardened(helper.limits),
      NetworkMode: networkName,
      Mounts: [
        { Type: 'volume', Source: helper.state.workVolume, Target: inside.work },
        { Type: 'volume', Source: helper.state.stateVolume, Target: inside.state },
        ...(helper.state.loginVolume === null ? [] : [{ Type: 'volume' as const, Source: helper.state.loginVolume, Target: inside.login }]),
        // Written by clones of this very repository only.
        ...(helper.state.mirror === null ? [] : [{ Type: 'volume' as const, Source: helper.state.mirror, Target: inside.mirror }]),
      ],
    },
  }
}
