/**
 * Pieces that leave as they come, while the whole is read in one transaction, so that its pages
 * agree. `reading` gives each piece; what it rejects with is thrown behind the pieces that were
 * given.
 */
export async function* exported<T>(
  reading: (give: (piece: T) => void) => Promise<void>,
): AsyncGenerator<T> {
  const pieces: T[] = [];
  const bell = new Bell();
  const done = reading((piece) => {
    pieces.push(piece);
    bell.ring();
  }).finally(() => bell.close());
  done.catch(() => undefined);
  do {
    while (pieces.length > 0) yield pieces.shift() as T;
  } while (await bell.wait());
  await done;
  yield* pieces;
}

class Bell {
  #closed = false;
  #wake: () => void = () => undefined;
  #rung = false;

  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** false when nothing more will come */
  async wait(): Promise<boolean> {
    if (!this.#rung && !this.#closed) await new Promise<void>((resolve) => (this.#wake = resolve));
    const more = this.#rung || !this.#closed;
    this.#rung = false;
    return more;
  }
}
