import { printAnswer } from '../answer.ts'
import { installedVersion } from '../installation.ts'
import { print } from '../io.ts'
import { defineVerb } from '../verb.ts'

export const version = defineVerb({
  name: 'version',
  summary: 'print the version of this program, or of a server',
  flags: { remote: { type: 'boolean', help: "ask the server for its version and its engine's; so does naming one" } },
  async run({ io, flags, api }) {
    if (!flags.remote && flags.url === undefined && flags.server === undefined) {
      const own = installedVersion()
      await print(io.stdout, flags.json ? `${JSON.stringify({ version: own })}\n` : `claudework ${own}\n`)
      return 0
    }
    const health = await api().health.get.query()
    const engine = health.engine ? `\nengine: ${[health.engine.state, health.engine.version, health.engine.reason].filter(Boolean).join(', ')}` : ''
    await printAnswer({ io, flags }, health, `claudework ${health.version}${engine}\n`)
    return 0
  },
})
