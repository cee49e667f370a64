import { expect, test } from 'vitest'
import { Receipts } from './receipts.ts'

test('a receipt follows the output that comes of its write', async () => {
  const receipts = new Receipts()
  const order: string[] = []
  const due = Promise.all([receipts.due(), receipts.due()]).then(() => order.push('receipts'))
  receipts.outputSent()
  // What sends the output does so in the turn in which it is announced.
  await Promise.resolve().then(() => order.push('output'))
  await due
  expect(order).toEqual(['output', 'receipts'])
})

test('a write that echoes nothing gets its receipt too, and so does the next one', async () => {
  const receipts = new Receipts()
  receipts.outputSent()
  await receipts.due()
  await receipts.due()
})
