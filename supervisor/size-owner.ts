import { wireLimits } from './protocol.ts'

export type Size = { cols: number; rows: number }
export type OwnedSize = Size & { owner: string | null }

const spacingMs = 100

export function clampSize({ cols, rows }: Size): Size {
  const clamp = (value: number, { min, max }: { min: number; max: number }): number => Math.min(max, Math.max(min, Math.trunc(value)))
  return { cols: clamp(cols, wireLimits.cols), rows: clamp(rows, wireLimits.rows) }
}

/**
 * One terminal has one size, and one viewer that drives it: who typed last. The others' wishes are remembered, and hold once
 * they type or take over. Changes reach the program at most ten times a second; the last one always does.
 */
export class SizeOwner {
  #size: Size
  #wanted: Size
  #owner: string | null = null
  readonly #wishes = new Map<string, Size>()
  readonly #options: { isHere: (clientId: string) => boolean; apply: (size: OwnedSize) => void }
  #appliedAt = -Infinity
  #timer: NodeJS.Timeout | null = null

  constructor(size: Size, options: { isHere: (clientId: string) => boolean; apply: (size: OwnedSize) => void }) {
    this.#size = clampSize(size)
    this.#wanted = this.#size
    this.#options = options
  }

  get now(): OwnedSize {
    return { ...this.#size, owner: this.#owner }
  }

  /** Without a client it always takes effect; with one, when that client owns the size or takes it. */
  resize(size: Size, by: { clientId?: string | undefined; take?: boolean | undefined }): void {
    const { clientId, take } = by
    const wish = clampSize(size)
    if (clientId === undefined) {
      this.#want(wish, this.#owner)
      return
    }
    this.#remember(clientId, wish)
    const free = this.#owner === null || !this.#options.isHere(this.#owner)
    if (take === true || free || this.#owner === clientId) this.#want(wish, clientId)
  }

  typed(clientId: string): void {
    if (this.#owner !== clientId) this.#want(this.#wishes.get(clientId) ?? this.#wanted, clientId)
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
  }

  #remember(clientId: string, wish: Size): void {
    this.#wishes.delete(clientId)
    this.#wishes.set(clientId, wish)
    const [oldest] = this.#wishes.keys()
    if (this.#wishes.size > 64 && oldest !== undefined) this.#wishes.delete(oldest)
  }

  #want(size: Size, owner: string | null): void {
    const changed = owner !== this.#owner
    this.#owner = owner
    this.#wanted = size
    const rest = this.#appliedAt + spacingMs - performance.now()
    if (sameSize(size, this.#size)) {
      if (changed) this.#options.apply(this.now)
    } else if (rest <= 0) this.#apply()
    else this.#timer ??= setTimeout(() => this.#apply(), rest)
  }

  #apply(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (sameSize(this.#wanted, this.#size)) return
    this.#size = this.#wanted
    this.#appliedAt = performance.now()
    this.#options.apply(this.now)
  }
}

function sameSize(a: Size, b: Size): boolean {
  return a.cols === b.cols && a.rows === b.rows
}
