import { buildSupervisor } from '../build-supervisor.ts'

/** Tests of terminals run the supervisor as it ships: bundled. Once per run, before any worker starts. */
export default async function buildBundles(): Promise<void> {
  await buildSupervisor()
}
