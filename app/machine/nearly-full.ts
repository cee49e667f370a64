/** A disk with so little left is said before it is full: what writes then fails. */
export function isNearlyFull({ free, total }: { free: number; total: number }): boolean {
  return total > 0 && free < Math.min(total * 0.1, 5 * 1024 ** 3)
}
