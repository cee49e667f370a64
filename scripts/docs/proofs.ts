// Who runs what the documentation tells people to type.

/** A test, by its file and words of it. */
export type Proof = { file: string; says: string }

/** Pages whose shell examples are run from the page itself, each of them. */
export const pagesRunWhole: Readonly<Record<string, string>> = {
  'docs/API.md': 'scripts/api-reference/examples.test.ts',
  'docs/CLI.md': 'scripts/docs/cli-examples.integration.test.ts',
}

const fromThePages = (says: string): Proof => ({ file: 'scripts/docs/commands.integration.test.ts', says })

/** Commands of the other pages, as they stand there. */
export const proofs: Readonly<Record<string, Proof>> = {
  'npm start': fromThePages('npm start'),
  'npm run dev': fromThePages('npm run dev'),
  // What runs these tests.
  'npm test': { file: 'scripts/test.mjs', says: 'npm test: every check there is' },
  'npm run validate': { file: 'scripts/validate.mjs', says: 'typecheck,lint,unit' },
  'npm run binary': { file: 'scripts/binary/binary.integration.test.ts', says: 'buildBinary()' },
  'npm pack': { file: 'scripts/package/testing/packed.ts', says: "run('npm', ['pack'" },
  'node bin/claudework.cjs new https://github.com/acme/shop.git --agent shell --wait': fromThePages('node bin/claudework.cjs new'),
  'node bin/claudework.cjs attach shop': fromThePages('node bin/claudework.cjs attach'),
  claudework: { file: 'scripts/binary/binary.integration.test.ts', says: 'root.spawn([program], variables' },
  'claudework ls': { file: 'scripts/binary/binary.integration.test.ts', says: "output([program, 'ls'" },
  'claudework service install': { file: 'cli/service/service.integration.test.ts', says: "run('install')" },
  'claudework service status': { file: 'cli/service/service.integration.test.ts', says: "run('status')" },
  'claudework service logs --follow': { file: 'scripts/docs/cli-examples.integration.test.ts', says: 'journalctl' },
  'curl -s -H "Authorization: Bearer $(cat ~/.local/share/claudework/token)" http://127.0.0.1:4600/trpc/sessions.list': fromThePages('curl -s -H'),
}
