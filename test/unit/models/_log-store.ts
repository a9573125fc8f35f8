/** A store that keeps what a log tells it: objects, bytes, and requests by operation. */
import type { ObjectStore, WrittenObjects } from '../../../src/models/capabilities.ts';

export interface CountedStore {
  readonly store: ObjectStore;
  objects: number;
  bytes: number;
  readonly requests: Record<string, number>;
  readonly removed: WrittenObjects[];
}

/** Only what a log asks of it; the rest of a store is not there. */
export const countedStore = (): CountedStore => {
  const counted = { objects: 0, bytes: 0, requests: {} as Record<string, number>, removed: [] as WrittenObjects[] };
  const contents = {
    write(count: number, sizeBytes: number) {
      counted.objects += count;
      counted.bytes += count * sizeBytes;
    },
    removeWritten(gone: WrittenObjects) {
      counted.objects -= gone.count;
      counted.bytes -= gone.bytes;
      counted.removed.push(gone);
    },
  };
  const collapsed = {
    requests(operation: string, count: number) {
      counted.requests[operation] = (counted.requests[operation] ?? 0) + count;
    },
  };
  const store = { contents, collapsed, keysPerPage: 1000, listBytesPerKey: 300 } as unknown as ObjectStore;
  return Object.assign(counted, { store });
};
