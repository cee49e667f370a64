/** What xterm parses before it looks at the clock: a larger piece would hold the page, keys and all, until its end. */
const sliceLength = 32 * 1024

/** Writes a piece in parts, so that the page can draw and take keys between them; `done` runs once all of it is on the screen. */
export function writeInSlices<T extends string | Uint8Array>(terminal: { write: (data: T, done?: () => void) => void }, data: T, done: () => void): void {
  const last = Math.max(0, Math.ceil(data.length / sliceLength) - 1)
  for (let n = 0; n <= last; n++) {
    const slice = data.slice(n * sliceLength, (n + 1) * sliceLength) as T
    if (n === last) terminal.write(slice, done)
    else terminal.write(slice)
  }
}
