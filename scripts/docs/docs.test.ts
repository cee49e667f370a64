// Every command that the documentation shows in a block of its own is run by a test, or says that it is not.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandsOf, fencedBlocks } from './fenced-blocks.ts'
import { pagesRunWhole, proofs } from './proofs.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]
const blocks = pages.flatMap((page) => fencedBlocks(read(page)).map((block) => ({ page, ...block })))
const commands = blocks.filter(({ language }) => language === 'sh').flatMap((block) => commandsOf(block).map((command) => ({ page: block.page, ...command })))

describe('the commands of the documentation', () => {
  it('are run by a test or say that they are not', () => {
    const unproved = commands.filter(({ page, command, marked }) => !marked && !Object.hasOwn(pagesRunWhole, page) && !Object.hasOwn(proofs, command))
    expect(unproved.map(({ page, line, command }) => `${page}:${String(line)} ${command}`)).toEqual([])
  })

  it('are those that the list of proofs speaks of', () => {
    const written = new Set(commands.map(({ command }) => command))
    expect(Object.keys(proofs).filter((command) => !written.has(command))).toEqual([])
  })

  it.each([...Object.values(proofs), ...Object.entries(pagesRunWhole).map(([page, file]) => ({ file, says: page }))])('$file runs "$says"', ({ file, says }) => {
    expect(existsSync(join(root, file)) ? read(file) : 'not there').toContain(says)
  })

  it('stand in blocks that say what they are', () => {
    const drawing = (text: string): boolean => /[│└┘─]/.test(text)
    const others = blocks.filter(({ language, marked, text }) => !marked && !['sh', 'ts'].includes(language) && !drawing(text))
    // What a start prints.
    expect(others.map(({ page, text }) => `${page} ${text}`)).toEqual([expect.stringMatching(/^README\.md claudework is ready: http/)])
  })

  it('to uninstall name what claudework makes', () => {
    const written = read('README.md')
    const called = /reference='(\S+)\*'/.exec(written)?.[1] ?? '?'
    for (const image of ['session-image', 'dockerfile-image', 'base-image']) expect(read(`server/environments/docker/${image}.ts`)).toMatch(new RegExp(`repository(?: =|:) '${called}`))
    for (const [, label = ''] of written.matchAll(/filter label=(\S+)/g)) expect(read('server/environments/docker/labels.ts')).toContain(`'${label}': 'true'`)
  })
})

describe('the documentation', () => {
  const decisions = readdirSync(join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`)
  const everything = ['CLAUDE.md', ...pages, ...decisions]

  it('names files that are there', () => {
    const missing = everything.flatMap((page) => {
      const text = read(page)
      const named = [...text.matchAll(/`((?:app|bench|bin|cli|client|contract|db|docker|docs|e2e|helper|scripts|server|supervisor)\/[\w./-]*)`/g)].map(([, path = '']) => path)
      const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, path = '']) => join(dirname(page), path))
      return [...named, ...linked].filter((path) => !existsSync(join(root, path))).map((path) => `${page}: ${path}`)
    })
    expect(missing).toEqual([])
  })

  it('lists every setting that the server reads', () => {
    const settings = [...read('server/config.ts').matchAll(/env\['([A-Z_]+)'\]/g)].map(([, name = '']) => name).filter((name) => name !== 'XDG_DATA_HOME')
    expect(settings).toContain('PORT')
    expect(settings.filter((name) => !read('docs/SETUP.md').includes(`| \`${name}\` |`))).toEqual([])
  })

  it('quotes what people see where something does not work', () => {
    const sources = ['app', 'cli', 'server'].flatMap((room) => readdirSync(join(root, room), { recursive: true }).map((name) => join(room, String(name)))).filter((path) => /(?<!\.test)\.tsx?$/.test(path))
    const said = sources.map(read).join('\n')
    const symptoms = read('docs/SETUP.md').split('## When something does not work')[1] ?? ''
    const quoted = [...symptoms.matchAll(/^\|[^|]*?"([^"|]+)"/gm)].map(([, sentence = '']) => sentence)
    expect(quoted.length).toBeGreaterThan(5)
    // Numbers and names are put in as the sentence is said.
    const fixedPart = (sentence: string): string => sentence.split(/\d+|\.{3}|^(?:file|systemctl)\b/).reduce((longest, part) => (part.length > longest.length ? part : longest), '').trim()
    expect(quoted.filter((sentence) => !said.includes(fixedPart(sentence)))).toEqual([])
  })
})
