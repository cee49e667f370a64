import { expect, test } from 'vitest'
import { createDescriptors } from './descriptors.ts'

test('F19 what is kept free is a share of a small limit, and what was closed counts again', () => {
  let open = 60
  let counted = 0
  const descriptors = createDescriptors({ limit: () => 100, open: () => { counted += 1; return open } })
  for (let taken = 0; taken < 10; taken++) expect(descriptors.refusal()).toBeNull()
  expect(counted).toBe(1)
  open = 70
  expect(descriptors.refusal()).toBe('claudework has 70 files and connections open of the 100 that it may, and takes no more for now; what runs goes on. Close some windows, or start it with a higher limit (ulimit -n).')
  open = 20
  expect(descriptors.refusal()).toBeNull()
})

test('where nobody can tell, nothing is refused', () => {
  expect(createDescriptors({ limit: () => Infinity, open: () => 1e9 }).refusal()).toBeNull()
})
