/**
 * Texts of a column as the bytes that they are, one after another, to be decoded when they are looked at: strings of all
 * statistics of a large checkpoint, alive at once, are a third of the time in collecting garbage.
 */
export class Texts {
  private bytes = new Uint8Array(1 << 16);
  private used = 0;
  private readonly ends: number[] = [];

  /** The number by which the text is asked for. */
  add(text: Uint8Array): number {
    const end = this.used + text.length;
    if (end > this.bytes.length) {
      const wider = new Uint8Array(Math.max(end, 2 * this.bytes.length));
      wider.set(this.bytes.subarray(0, this.used));
      this.bytes = wider;
    }
    this.bytes.set(text, this.used);
    this.used = end;
    return this.ends.push(end) - 1;
  }

  at(nth: number): string {
    return decoder.decode(this.bytes.subarray(nth === 0 ? 0 : this.ends[nth - 1]!, this.ends[nth]!));
  }
}

const decoder = new TextDecoder();
