// Tests own what they make by an AsyncDisposableStack, which Node has from 24 on. On Node 22 this stands in for it: what they use of it.
class Stack {
  #made: (() => unknown)[] = []

  use<Owned extends AsyncDisposable | Disposable>(owned: Owned): Owned {
    this.defer(() => (Symbol.asyncDispose in owned ? owned[Symbol.asyncDispose]() : owned[Symbol.dispose]()))
    return owned
  }

  defer(dispose: () => unknown): void {
    this.#made.push(dispose)
  }

  /** Last made, first gone; one that fails keeps none of the others, and its error is thrown in the end. */
  async disposeAsync(): Promise<void> {
    const errors: unknown[] = []
    for (let dispose = this.#made.pop(); dispose; dispose = this.#made.pop()) {
      try {
        await dispose()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'what a test made could not be disposed of')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disposeAsync()
  }
}

if (!('AsyncDisposableStack' in globalThis)) Object.defineProperty(globalThis, 'AsyncDisposableStack', { value: Stack })
