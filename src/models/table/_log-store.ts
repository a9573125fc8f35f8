import type { CommitRequest, ObjectStore } from '../capabilities.ts';

/** Objects that go: so many, with so many bytes together, written between those times. */
export interface Gone {
  readonly objects: number;
  readonly bytes: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** The objects of a log in the store, and the requests for them that nobody waits for. */
export class LogStore {
  objects = 0;
  bytes = 0;
  private readonly store: ObjectStore;
  /** What is left to do for whoever made the last commit; null: it is counted here. */
  private left: CommitRequest[] | null = null;

  constructor(store: ObjectStore) {
    this.store = store;
  }

  /** From now on requests are counted for that activity, or handed to whoever commits. */
  begin(isHandedOver: boolean): void {
    this.left = isHandedOver ? [] : null;
  }
  /** What has been handed over since. */
  take(): readonly CommitRequest[] {
    const taken = this.left ?? [];
    this.left = null;
    return taken;
  }

  get keysPerPage(): number {
    return this.store.keysPerPage;
  }

  /** New objects, without a word on requests. */
  keep(objects: number, sizeBytes: number, sinceSeconds?: number): void {
    if (objects === 0) return;
    this.store.contents.write(objects, sizeBytes, sinceSeconds);
    this.objects += objects;
    this.bytes += objects * sizeBytes;
  }

  drop({ objects, bytes, fromSeconds, toSeconds }: Gone): void {
    if (objects === 0) return;
    this.store.contents.removeWritten({ count: objects, bytes, fromSeconds, toSeconds });
    this.objects -= objects;
    this.bytes -= bytes;
  }

  /** Counts requests, or leaves them to whoever commits. */
  ask(request: CommitRequest, activity: string): void {
    if (this.left !== null) this.left.push(request);
    else if (request.kind === 'store') this.count(request, activity);
  }

  private count({ operation, amount, count }: Extract<CommitRequest, { kind: 'store' }>, activity: string): void {
    const { collapsed, listBytesPerKey } = this.store;
    const bytesEach = operation === 'list' ? amount * listBytesPerKey : operation === 'delete' ? 0 : amount;
    collapsed.requests(operation, count, count * bytesEach, 0, activity);
  }
}
