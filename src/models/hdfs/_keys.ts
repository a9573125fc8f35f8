import type { ObjectKeys } from '../capabilities.ts';

/** What keys tell the store that they lie in. */
export interface KeyStore {
  add(files: number, bytes: number): void;
}

/** The files of one writer. Changes are seen at once: the NameNode answers all. */
export class FileKeys implements ObjectKeys {
  readonly isEventual = false;
  private readonly store: KeyStore;
  private begun = 0;
  /** Bytes of what is there. */
  private readonly sizes = new Map<number, number>();

  constructor(store: KeyStore) {
    this.store = store;
  }

  begin(count: number): number {
    const first = this.begun;
    this.begun += count;
    return first;
  }
  lastOf(count: number): number {
    return Math.max(0, this.begun - count);
  }
  write(key: number, sizeBytes: number): void {
    this.remove(key);
    this.store.add(1, sizeBytes);
    this.sizes.set(key, sizeBytes);
  }
  remove(key: number): void {
    const size = this.sizes.get(key);
    if (size === undefined) return;
    this.store.add(-1, -size);
    this.sizes.delete(key);
  }
  read(): boolean {
    return false;
  }
  list(): { missedKeys: number; ghostKeys: number } {
    return { missedKeys: 0, ghostKeys: 0 };
  }
}
