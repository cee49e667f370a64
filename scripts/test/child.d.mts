export type Runner = {
  run: (argv: string[], options: { env: NodeJS.ProcessEnv; minutes: number; quiet?: boolean }) => Promise<number>
  stop: () => Promise<unknown>
}
export function createRunner(): Runner
