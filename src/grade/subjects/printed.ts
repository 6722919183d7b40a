/** What a program prints, of which nobody knows how much it is: its beginning and its end are kept. */

/** So many characters of each, at least. */
const KEPT = 4096;

export class Printed {
  #first = '';
  #last = '';
  readonly #decoder = new TextDecoder();

  add(bytes: Uint8Array): void {
    const text = this.#decoder.decode(bytes.slice(-2 * KEPT), { stream: true });
    if (this.#first.length < KEPT) this.#first += text;
    else this.#last = (this.#last + text).slice(-KEPT);
  }

  get text(): string {
    return this.#last === '' ? this.#first : `${this.#first}\n…\n${this.#last}`;
  }
}
