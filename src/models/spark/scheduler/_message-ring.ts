/** Messages that wait for the dispatch thread, first in, first out; grows by doubling. */
export class MessageRing {
  length = 0;
  private items = new Int32Array(64);
  private first = 0;

  push(message: number): void {
    if (this.length === this.items.length) this.grow();
    this.items[(this.first + this.length) & (this.items.length - 1)] = message;
    this.length++;
  }

  shift(): number {
    const message = this.items[this.first]!;
    this.first = (this.first + 1) & (this.items.length - 1);
    this.length--;
    return message;
  }

  private grow(): void {
    const items = new Int32Array(2 * this.items.length);
    for (let i = 0; i < this.length; i++) items[i] = this.items[(this.first + i) & (this.items.length - 1)]!;
    this.items = items;
    this.first = 0;
  }
}
