import { expect, test } from 'vitest'
import { repoLabel, suggestName } from './repo-label.ts'

test.each([
  ['https://github.com/acme/shop', 'acme/shop'],
  ['https://github.com/acme/shop.git', 'acme/shop'],
  ['https://github.com/acme/shop.git/', 'acme/shop'],
  ['https://host.example:8443/group/sub/shop.git', 'sub/shop'],
  ['git@github.com:acme/shop.git', 'acme/shop'],
  ['ssh://git@host.example:22/acme/shop.git', 'acme/shop'],
  ['file:///srv/git/shop.git', 'git/shop'],
  ['https://host.example/日本語', '日本語'],
  ['nonsense', 'nonsense'],
])('%s is called %s', (url, label) => {
  expect(repoLabel(url)).toBe(label)
})

test.each([
  ['https://github.com/acme/shop.git', '', 'shop'],
  ['https://github.com/acme/shop', 'release/2.4', 'shop release/2.4'],
  ['git@github.com:acme/shop.git', ' main ', 'shop main'],
  ['', '', ''],
  ['https:', '', ''],
  ['https://', '', ''],
  ['git@github.com', '', ''],
])('%s on "%s" suggests the name "%s"', (url, branch, name) => {
  expect(suggestName(url, branch)).toBe(name)
})

test('a suggested name is never longer than a name may be', () => {
  expect(suggestName(`https://host.example/${'x'.repeat(300)}`, 'main')).toHaveLength(100)
})
