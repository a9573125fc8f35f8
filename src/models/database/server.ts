import { type Process, ServerPool, Signal } from '../../kernel/index.ts';
import type { Recorder, World } from '../model.ts';
import { Bill } from './_bill.ts';
import { type DatabaseValues, firstSize, type Limits, limitsOf, type Size } from './_limits.ts';
import { PageCache } from './_page-cache.ts';
import { Resources } from './_resources.ts';
import type { NativeTable } from './native-table.ts';

/** Where tables of a database are made. How they lie there is between the two. */
export interface Tablespace {
  readonly values: DatabaseValues;
  open(table: NativeTable): void;
}

declare module '../capabilities.ts' {
  interface Capabilities {
    tablespace: Tablespace;
  }
}

/** Who wants to know that it holds more, or is larger. */
export type Look = () => void;

/** A database server or a cluster of them: what it is made of now, what it holds, and who may use it. */
export class Server implements Tablespace {
  readonly values: DatabaseValues;
  readonly world: World;
  readonly resources: Resources;
  readonly cache: PageCache;
  readonly connections: ServerPool;
  readonly bill: Bill;
  /** Set by whoever makes it grow. */
  onFill: Look = () => {};
  private readonly tables: NativeTable[] = [];
  private readonly changed: Signal;
  private readonly levels: { readonly [level in 'fill' | 'nodes' | 'cacheHits']: Recorder };
  private readonly downSeconds: Recorder;
  private readonly fullAt: Recorder;
  private isFull = false;
  private isUp = true;
  private isWritable = true;
  private upSize: Size;
  private upLimits: Limits;
  private held: number;

  constructor(values: DatabaseValues, world: World) {
    const { kernel } = world;
    this.values = values;
    this.world = world;
    this.upSize = firstSize(values);
    this.upLimits = limitsOf(values, this.upSize);
    this.held = values.walSpace;
    this.changed = new Signal(kernel);
    this.connections = new ServerPool(kernel, { name: `${world.name}: connections`, servers: values.connections });
    this.cache = new PageCache(this.upLimits.cacheBytes);
    this.bill = new Bill(values, world, this.upSize);
    const utilization = world.metric('utilization');
    utilization.set(0);
    this.resources = new Resources(kernel, world.name, this.upLimits, (share) => utilization.set(share));
    this.levels = {
      fill: world.metric('fill'),
      nodes: world.metric('nodes'),
      cacheHits: world.metric('cacheHits'),
    };
    this.downSeconds = world.metric('downtime');
    this.fullAt = world.metric('fullAt');
    this.report();
  }

  get size(): Size {
    return this.upSize;
  }
  get limits(): Limits {
    return this.upLimits;
  }
  /** Bytes of all tables, their indexes, and its log of changes. */
  get storedBytes(): number {
    return this.held;
  }
  get fill(): number {
    return this.held / this.upLimits.storageBytes;
  }

  open(table: NativeTable): void {
    table.opened(this.tables.length);
    this.tables.push(table);
    this.hold(this.held + table.bytes);
  }

  /** Takes so many rows in, or as many as there is room for; returns these. */
  store(table: NativeTable, rows: number): number {
    const room = Math.max(0, this.upLimits.storageBytes - this.held);
    const fitting = Math.min(rows, Math.floor(room / table.bytesOf(1)));
    if (fitting < rows) this.ranFull();
    if (fitting > 0) {
      const piece = table.add(fitting);
      this.cache.append(piece.number, fitting * table.storedRowBytes);
      this.hold(this.held + table.bytesOf(fitting));
    }
    return fitting;
  }

  /** Until it answers; and, to those who write, until it takes something in. */
  *whenOpen(writes: boolean): Process<void> {
    while (!this.isUp || (writes && !this.isWritable)) yield this.changed.wait();
  }

  /** Nothing is taken in while data move. */
  setWritable(isWritable: boolean): void {
    this.isWritable = isWritable;
    this.changed.fire();
  }

  /** Another disk under the same machines: nobody is disturbed. */
  resize(size: Size): void {
    this.upSize = size;
    this.upLimits = limitsOf(this.values, size);
    this.resources.change(this.upLimits);
    this.bill.changed(size);
    this.report();
  }

  /** Other machines: what is under way is broken off, nobody is answered for a while, and memory is empty then. */
  *restart(size: Size, seconds: number): Process<void> {
    this.isUp = false;
    this.resources.breakOff();
    this.downSeconds.add(seconds);
    yield seconds;
    this.resize(size);
    this.cache.restart(this.upLimits.cacheBytes);
    this.isUp = true;
    this.changed.fire();
  }

  /** A reader has found such a share of what it read in memory. */
  hits(share: number): void {
    this.levels.cacheHits.set(share);
  }

  private hold(bytes: number): void {
    this.held = bytes;
    this.bill.holds(bytes);
    if (bytes > this.upLimits.storageBytes) this.ranFull();
    this.report();
    this.onFill();
  }

  private ranFull(): void {
    if (this.isFull) return;
    this.isFull = true;
    this.fullAt.add(this.world.kernel.now);
  }

  private report(): void {
    this.levels.fill.set(this.fill);
    this.levels.nodes.set(this.upSize.nodes);
  }
}
