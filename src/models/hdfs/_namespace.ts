import type { Values } from '../../fields/index.ts';
import type { ObjectContents, ObjectKeys, WrittenObjects } from '../capabilities.ts';
import type { Recorder, World } from '../model.ts';
import { FileKeys, type KeyStore } from './_keys.ts';
import type { hdfsFields } from './fields.ts';

/** Blocks of a file; an empty one has none. */
export const blocksOf = (sizeBytes: number, blockBytes: number): number => Math.ceil(sizeBytes / blockBytes);

/**
 * What lies in HDFS: files, their blocks, and what they take of the NameNode's heap and of the disks,
 *
 *     heap = files x fileBytes + blocks x blockBytes
 *     fill = bytes x replication / (nodes x disk)
 *
 * A create is refused when its file and a first block would go beyond `memory`, or when the disks are full. Which files
 * are deleted is not known, unless their writer's keys say so: they are as large as the mean.
 */
export class Namespace implements ObjectContents, KeyStore {
  private readonly values: Values<typeof hdfsFields>;
  private readonly keysByWriter = new Map<string, ObjectKeys>();
  private readonly levels: { readonly [level in 'objects' | 'bytes' | 'fill' | 'heap']: Recorder };
  private files = 0;
  private blocks = 0;
  private bytes = 0;

  constructor(values: Values<typeof hdfsFields>, world: World) {
    this.values = values;
    this.levels = {
      objects: world.metric('objects'),
      bytes: world.metric('bytes'),
      fill: world.metric('fill'),
      heap: world.metric('heap'),
    };
    const { stored, storedObjects } = values;
    if (stored > 0) this.write(storedObjects, stored / storedObjects);
    else this.report();
  }

  /** Snapshots are not modelled. */
  readonly keptVersionsSeconds = 0;

  write(count: number, sizeBytes: number): void {
    this.change(count, count * blocksOf(sizeBytes, this.values.blockSize), count * sizeBytes);
  }
  remove(count: number): void {
    if (this.files === 0) return;
    const share = Math.min(count, this.files) / this.files;
    this.change(-share * this.files, -share * this.blocks, -share * this.bytes);
  }
  removeWritten({ count, bytes }: WrittenObjects): void {
    const each = count === 0 ? 0 : bytes / count;
    this.change(-count, -count * blocksOf(each, this.values.blockSize), -bytes);
  }
  add(files: number, bytes: number): void {
    const blocks = blocksOf(Math.abs(bytes), this.values.blockSize);
    this.change(files, Math.sign(files) * blocks, bytes);
  }
  keys(writer: string): ObjectKeys {
    const keys = this.keysByWriter.get(writer) ?? new FileKeys(this);
    this.keysByWriter.set(writer, keys);
    return keys;
  }

  /** Why no file can be created now; null: one can. */
  get full(): string | null {
    const { memory, fileBytes, blockBytes } = this.values;
    if (this.heapBytes + fileBytes + blockBytes > memory) return 'NameNode out of memory';
    return this.fillRatio >= 1 ? 'disks full' : null;
  }

  private get heapBytes(): number {
    return this.files * this.values.fileBytes + this.blocks * this.values.blockBytes;
  }
  private get fillRatio(): number {
    const { replication, nodes, disk } = this.values;
    return (this.bytes * replication) / (nodes * disk);
  }

  private change(files: number, blocks: number, bytes: number): void {
    this.files += files;
    this.blocks += blocks;
    this.bytes += bytes;
    this.report();
  }
  private report(): void {
    const { levels } = this;
    levels.objects.set(this.files);
    levels.bytes.set(this.bytes);
    levels.fill.set(this.fillRatio);
    levels.heap.set(this.heapBytes);
  }
}
