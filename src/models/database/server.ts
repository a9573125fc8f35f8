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

/** Whoever makes a database grow. */
export interface Grower {
  /** It holds more than before, or is larger. */
  look(): void;
  /** There is a next step. */
  readonly canGrow: boolean;
}

/** A database server or a cluster of them: what it is made of now, what it holds, and who may use it. */
export class Server implements Tablespace {
  readonly values: DatabaseValues;
  readonly world: World;
  readonly resources: Resources;
  readonly cache: PageCache;
  readonly connections: ServerPool;
  readonly bill: Bill;
  growth: Grower = { look: () => {}, canGrow: false };
  private readonly tables: NativeTable[] = [];
  private readonly changed: Signal;
  private readonly levels: { readonly [level in 'fill' | 'nodes' | 'cacheHits']: Recorder };
  private readonly downSeconds: Recorder;
  private readonly fullAt: Recorder;
  private isFull = false;
  /** Under way now: nobody is answered. */
  private restarts = 0;
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
    while (this.restarts > 0 || (writes && !this.isWritable)) yield this.changed.wait();
  }

  /** Nothing is taken in while data move. */
  setWritable(isWritable: boolean): void {
    this.isWritable = isWritable;
    this.changed.fire();
  }

  /** Another disk under the same machines: nobody is disturbed. */
  resize(size: Size): void {
    const isSameMachine = size.instance === this.upSize.instance;
    this.upSize = size;
    this.upLimits = limitsOf(this.values, size);
    this.resources.change(this.upLimits, isSameMachine);
    this.bill.changed(size);
    this.report();
  }

  /** Other machines: what is under way is broken off, nobody is answered for a while, and memory is empty then. */
  *restart(change: Partial<Size>, seconds: number): Process<void> {
    this.restarts++;
    this.resources.breakOff();
    this.downSeconds.add(seconds);
    yield seconds;
    this.resize({ ...this.upSize, ...change });
    this.cache.restart(this.upLimits.cacheBytes);
    this.restarts--;
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
    this.growth.look();
  }

  private ranFull(): void {
    if (this.isFull) return;
    this.isFull = true;
    const { now } = this.world.kernel;
    this.fullAt.add(now);
    const month = Math.floor(now / (730 * 3600)) + 1;
    if (this.growth.canGrow)
      this.world.warn(
        `is full in month ${month}, before its disk has grown: what came meanwhile was rejected`,
        'let it grow earlier, or by more at once',
      );
    else
      this.world.warn(
        `is full from month ${month} on and cannot grow: what comes is rejected, and the design is infeasible`,
        'give it more disk or nodes, or take a shape that grows further',
      );
  }

  private report(): void {
    this.levels.fill.set(this.fill);
    this.levels.nodes.set(this.upSize.nodes);
  }
}
