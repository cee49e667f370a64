import { flagHelp, flagText, sentence, usageOf } from './help.ts'
import { commonFlags, type Description, type Flag } from './verb.ts'

/** docs/CLI.md: every command as its own help describes it. */
export function reference(verbs: readonly Description[]): string {
  return [
    '# The command line',
    '',
    'Written from the commands themselves by `npm run docs`; a test says whether it is current.',
    '',
    'In a checkout the program is `node bin/claudework.cjs`. Sessions are given by name, id, or the beginning of an id. Exit codes: 0 done, 1',
    'refused or failed, 2 wrong usage; `exec`, `attach` and `logs --follow` end with the exit code of the program that they watched.',
    'Errors are one sentence on standard error. `NO_COLOR` is heeded, and questions are asked on a terminal only.',
    '',
    'Without `--url` and `--server` the claudework on this machine is meant: port `PORT` or 4600, token from its data directory.',
    '',
    ...flagTable('Options of every command', commonFlags),
    ...verbs.flatMap((verb) => [
      '',
      `## ${verb.name}`,
      '',
      `\`${usageOf(verb)}\``,
      '',
      sentence(verb.summary),
      ...verb.details.flatMap((paragraph) => ['', paragraph]),
      ...(Object.keys(verb.flags).length > 0 ? ['', ...flagTable('Option', verb.flags)] : []),
      ...(verb.examples.length > 0 ? ['', '```sh', ...verb.examples, '```'] : []),
    ]),
    '',
  ].join('\n')
}

function flagTable(title: string, flags: Readonly<Record<string, Flag>>): string[] {
  return [`| ${title} | |`, '|---|---|', ...Object.entries(flags).map(([name, flag]) => `| \`${flagText(name, flag)}\` | ${flagHelp(flag).replaceAll('|', '\\|')} |`)]
}
