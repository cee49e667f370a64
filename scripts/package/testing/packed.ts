import { execFile } from 'node:child_process'
import { cpSync, existsSync, readdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build, environment } from '../../prepare.mjs'

const run = promisify(execFile)

/** The archive that `npm pack` makes, packed in a copy: packing puts another package.json in the place of ours for a moment, and other tests run in ours. */
export async function packed(folder: string): Promise<{ archive: string; checkout: string }> {
  build()
  const checkout = join(folder, 'checkout')
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard'], { maxBuffer: 16 * 1024 * 1024 })
  for (const path of [...stdout.trim().split('\n'), 'dist', 'build']) if (existsSync(path)) cpSync(path, join(checkout, path), { recursive: true })
  symlinkSync(resolve('node_modules'), join(checkout, 'node_modules'))
  await run('npm', ['pack', '--loglevel=error', '--pack-destination', folder], { cwd: checkout, env: environment() })
  const name = readdirSync(folder).find((each) => each.endsWith('.tgz'))
  if (name === undefined) throw new Error('npm pack made no archive')
  return { archive: join(folder, name), checkout }
}
