import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { apiFiles } from './api-files.ts'

describe('what is written from the router', () => {
  const root = join(import.meta.dirname, '../..')
  const files = apiFiles(root)

  it.each(Object.keys(files))('%s is current; else run "npm run docs"', (path) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(files[path])
  })
})
