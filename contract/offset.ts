/** Positions of one run of a supervisor fit below this; the absolute offset of a byte is the number of the run times this, and its position. */
export const offsetsPerIncarnation = 2 ** 40

/** The run of its supervisor that printed the byte at an offset. Offsets of two runs tell nothing of how much was printed between them. */
export function incarnationOf(offset: number): number {
  return Math.floor(offset / offsetsPerIncarnation)
}
