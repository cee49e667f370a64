// The repository that the documentation's examples clone, under the very URLs that they name, and a home that has it so.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeRepository } from '../../../e2e/fixtures/make-repository.ts'

export type AcmeShop = Disposable & {
  home: string
  /** A work tree of it with an uncommitted change of src/cart.ts. */
  changed: string
  /** Programs before all others on the PATH. */
  program: (name: string, script: string) => void
  /** For whoever runs the examples, and the server that they speak to. */
  env: { HOME: string; PATH: string }
}

export function acmeShop(): AcmeShop {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-shop-'))
  const at = (name: string): string => join(folder, name)
  const repository = makeRepository({ name: 'shop', files: 3, extra: { 'src/cart.ts': 'export const cart = []\n' } })
  for (const name of ['home', 'bin']) mkdirSync(at(name))
  const bare = `file://${join(repository.folder, 'shop.git')}`
  writeFileSync(at('home/.gitconfig'), `[url "${bare}"]\n\tinsteadOf = https://github.com/acme/shop.git\n\tinsteadOf = git@github.com:acme/shop.git\n[user]\n\tname = Test\n\temail = test@example.com\n`)
  execFileSync('git', ['clone', '--quiet', bare, at('changed')], { stdio: 'pipe' })
  writeFileSync(at('changed/src/cart.ts'), 'export const cart = [1]\n')
  return {
    home: at('home'),
    changed: at('changed'),
    program(name, script) {
      writeFileSync(join(at('bin'), name), `#!/bin/sh\n${script}\n`)
      chmodSync(join(at('bin'), name), 0o755)
    },
    env: { HOME: at('home'), PATH: `${at('bin')}:${process.env['PATH'] ?? ''}` },
    [Symbol.dispose]() {
      repository[Symbol.dispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
