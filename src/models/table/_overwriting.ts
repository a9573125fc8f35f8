import type { Entry } from './_transactions.ts';

interface Numbered {
  /** PUTs of this number that are under way: all of them will be through. */
  readonly writers: Map<string, number>;
  underWay: number;
  /** The entry that is there now. */
  last: Lossy | null;
}

/** An entry that may be written over, and whoever is to be told of it. */
export interface Lossy {
  readonly entry: Entry;
  lost(): void;
}

/**
 * Entries of a log that nothing guards: whoever found the number free writes his entry, over that of another who looked at
 * the same time. Nobody is told. The files of the one who was written over are in no version.
 *
 * An entry is shown once nobody is left who may write over it, so that what is lost was never seen. Left out: readers
 * between two PUTs of one number see the first of them.
 */
export class Overwriting {
  lost = 0;
  private readonly numbers = new Map<number, Numbered>();
  private readonly show: (version: number, entry: Entry) => void;
  private readonly onLost: () => void;

  constructor(show: (version: number, entry: Entry) => void, onLost: () => void = () => {}) {
    this.show = show;
    this.onLost = onLost;
  }

  /** The same driver has a PUT of that number under way: it has a lock of its own. */
  isWriting(version: number, writer: string): boolean {
    return (this.numbers.get(version)?.writers.get(writer) ?? 0) > 0;
  }

  starts(version: number, writer: string): void {
    const number = this.numbers.get(version) ?? { writers: new Map<string, number>(), underWay: 0, last: null };
    this.numbers.set(version, number);
    number.underWay++;
    number.writers.set(writer, (number.writers.get(writer) ?? 0) + 1);
  }

  /** Null: it could not be written. */
  ends(version: number, writer: string, written: Lossy | null): void {
    const number = this.numbers.get(version)!;
    number.underWay--;
    number.writers.set(writer, number.writers.get(writer)! - 1);
    if (written !== null) {
      if (number.last !== null) this.lose(number.last);
      number.last = written;
    }
    if (number.underWay > 0) return;
    this.numbers.delete(version);
    const { last } = number;
    if (last === null) return;
    // Who took the next number has read another entry under this one, and may have taken the same files: two versions of
    // their rows would be there. Here the one that is shown later loses.
    if (last.entry.change.lostTo(nothing(last.entry)) === 'none') this.show(version, last.entry);
    else this.lose(last);
  }

  private lose(of: Lossy): void {
    this.lost++;
    this.onLost();
    of.lost();
  }
}

/** A winner that has removed nothing: what is lost then has been taken by somebody. */
const nothing = ({ change }: Entry): Entry['change'] => ({ ...change, removes: false, removedFiles: 0 });
