/** Cuts a stream of pieces at zero bytes; `onItem` gets each item as latin1. The last item needs no zero. */
export function zeroSeparated(onItem: (item: string) => void): { push: (bytes: Buffer) => void; end: () => void } {
  let rest = ''
  return {
    push(bytes) {
      const items = (rest + bytes.toString('latin1')).split('\0')
      rest = items.pop() ?? ''
      for (const item of items) onItem(item)
    },
    end() {
      if (rest !== '') onItem(rest)
      rest = ''
    },
  }
}
