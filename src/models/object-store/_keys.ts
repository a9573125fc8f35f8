import type { ObjectKeys } from '../capabilities.ts';
import type { Recorder } from '../model.ts';
import { absent, current, missing, type Visibility } from './_visibility.ts';

/** What the keys need of the store that they lie in. */
export interface KeyStore {
  readonly nowSeconds: number;
  /** Of the store: answers that were out of date, keys that listings left out, keys that they showed too many. */
  readonly staleReads: Recorder;
  readonly missedKeys: Recorder;
  readonly ghostKeys: Recorder;
  write(count: number, sizeBytes: number): void;
  /** The object that was written then and is so large is deleted, or gives way to one of another size. */
  removeOne(writtenSeconds: number, sizeBytes: number): void;
  overwrite(writtenSeconds: number, sizeBytes: number, newBytes: number): void;
}

/** The keys of one writer: which of them are there, how large and since when, and what readers see of them. */
export class StoredKeys implements ObjectKeys {
  private readonly store: KeyStore;
  /** Null where changes are seen at once. */
  private readonly visibility: Visibility | null;
  private begun = 0;
  /** Bytes of what is there; NaN: nothing. */
  private sizes = new Float64Array(16).fill(Number.NaN);
  private written = new Float64Array(16);

  constructor(store: KeyStore, visibility: Visibility | null) {
    this.store = store;
    this.visibility = visibility;
  }

  get isEventual(): boolean {
    return this.visibility !== null;
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
    this.reach(key);
    const { store, sizes, written } = this;
    const old = sizes[key]!;
    if (Number.isNaN(old)) store.write(1, sizeBytes);
    else store.overwrite(written[key]!, old, sizeBytes);
    sizes[key] = sizeBytes;
    written[key] = store.nowSeconds;
    this.visibility?.put(key, store.nowSeconds);
  }

  remove(key: number): void {
    this.reach(key);
    const { store, sizes, written } = this;
    if (Number.isNaN(sizes[key]!)) return;
    store.removeOne(written[key]!, sizes[key]!);
    sizes[key] = Number.NaN;
    this.visibility?.remove(key, store.nowSeconds);
  }

  read(key: number): boolean {
    if (this.visibility === null) return false;
    const sight = this.visibility.read(key, this.store.nowSeconds);
    if (sight === current || sight === absent) return false;
    this.store.staleReads.add(1);
    return true;
  }

  list(first: number, step: number, count: number): { missedKeys: number; ghostKeys: number } {
    const { visibility, store } = this;
    let missedKeys = 0;
    let ghostKeys = 0;
    // The usual case, a page over what has long been there, costs nothing.
    if (visibility !== null && store.nowSeconds < visibility.settledSeconds) {
      for (let place = 0; place < count; place++) {
        const sight = visibility.list(first + place * step, store.nowSeconds);
        if (sight === current || sight === absent) continue;
        if (sight === missing) missedKeys++;
        else ghostKeys++;
      }
    }
    if (missedKeys > 0) store.missedKeys.add(missedKeys);
    if (ghostKeys > 0) store.ghostKeys.add(ghostKeys);
    return { missedKeys, ghostKeys };
  }

  private reach(key: number): void {
    const { length } = this.sizes;
    if (key < length) return;
    const size = Math.max(2 * length, key + 1);
    const sizes = new Float64Array(size).fill(Number.NaN);
    sizes.set(this.sizes);
    const written = new Float64Array(size);
    written.set(this.written);
    this.sizes = sizes;
    this.written = written;
  }
}
