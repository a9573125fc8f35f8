import type { Row, Values } from '../../fields/index.ts';
import type { Timer } from '../../kernel/index.ts';
import type { ObjectContents, ObjectKeys, WrittenObjects } from '../capabilities.ts';
import type { Recorder, World } from '../model.ts';
import { type ClassShare, Inventory, type StorageClass } from './_inventory.ts';
import { type KeyStore, StoredKeys } from './_keys.ts';
import { Visibility } from './_visibility.ts';
import type { storageFields } from './fields.ts';

/** Cohorts of an hour: bills count storage by the hour. */
const hourSeconds = 3600;
/** And cohorts are at least so much shorter than what happens to them by age. */
const stretchesInAnAge = 100;

/**
 * The inventory on the simulation's clock: what lies in the store, its levels `objects` and `bytes`, and its metered
 * storage. What moves or expires by age does so at its time, by a timer that keeps no run alive.
 */
export class StoredObjects implements ObjectContents, KeyStore {
  readonly staleReads: Recorder;
  readonly missedKeys: Recorder;
  readonly ghostKeys: Recorder;
  private readonly values: Values<typeof storageFields>;
  private readonly keysByWriter = new Map<string, StoredKeys>();
  private readonly inventory: Inventory;
  private readonly world: World;
  private readonly objects: Recorder;
  private readonly bytes: Recorder;
  private readonly due: Timer;
  private readonly beforeMove: () => void;
  /** By class and item: what bills have had so far. */
  private readonly metered = new Map<string, number>();

  /** `beforeMove` is called before objects go to another class: what was read until now met the old shares. */
  constructor(values: Values<typeof storageFields>, world: World, beforeMove: () => void) {
    this.values = values;
    this.world = world;
    this.staleReads = world.metric('staleReads');
    this.missedKeys = world.metric('missedKeys');
    this.ghostKeys = world.metric('ghostKeys');
    this.beforeMove = beforeMove;
    this.inventory = inventoryOf(values);
    this.objects = world.metric('objects');
    this.bytes = world.metric('bytes');
    const { kernel } = world;
    this.due = kernel.timer(kernel.handler(() => this.onDue(), `${world.name}: objects move or expire`));
    const { stored, storedObjects } = values;
    if (stored > 0) this.inventory.put(0, storedObjects, stored / storedObjects);
    this.report();
  }

  /** New objects, each of so many bytes. */
  get keptVersionsSeconds(): number {
    return this.values.keepVersions;
  }

  write(count: number, sizeBytes: number, sinceSeconds?: number): void {
    this.catchUp();
    this.inventory.put(this.world.kernel.now, count, sizeBytes, sinceSeconds);
    this.report(sinceSeconds);
  }

  /** Deletes the oldest objects, as many as there are. */
  remove(count: number): void {
    this.catchUp();
    this.inventory.remove(this.world.kernel.now, count);
    this.report();
  }

  removeWritten(objects: WrittenObjects): void {
    this.catchUp();
    this.inventory.removeWritten(this.world.kernel.now, objects);
    this.report();
  }

  removeOne(writtenSeconds: number, sizeBytes: number): void {
    this.catchUp();
    this.inventory.removeOne(this.world.kernel.now, writtenSeconds, sizeBytes);
    this.report();
  }

  overwrite(writtenSeconds: number, sizeBytes: number, newBytes: number): void {
    this.catchUp();
    const { now } = this.world.kernel;
    this.inventory.removeOne(now, writtenSeconds, sizeBytes);
    this.inventory.put(now, 1, newBytes);
    this.report();
  }

  /** Each writer's keys have their own luck, the same in every design. */
  keys(writer: string): ObjectKeys {
    const known = this.keysByWriter.get(writer);
    if (known !== undefined) return known;
    const { consistency, visibleAfter } = this.values;
    const visibility =
      consistency === 'strong' ? null : new Visibility(this.world.draw('visibleAfter', visibleAfter, writer));
    const keys = new StoredKeys(this, visibility);
    this.keysByWriter.set(writer, keys);
    return keys;
  }

  get nowSeconds(): number {
    return this.world.kernel.now;
  }

  /** Meters storage since the last bill, in byte-seconds; nobody's, as it is paid for whether anybody reads it or not. */
  bill(): void {
    for (const { name, byteSeconds, earlyByteSeconds, transitions } of this.inventory.usage(this.world.kernel.now)) {
      this.meterMore(name, 'storage', byteSeconds);
      this.meterMore(name, 'earlyDeletion', earlyByteSeconds);
      this.meterMore(name, 'transition', transitions);
    }
  }

  /** Of what has come together until now, what is not metered yet. */
  private meterMore(name: string, item: string, quantity: number): void {
    const key = `${name}.${item}`;
    const more = quantity - (this.metered.get(key) ?? 0);
    if (!(more > 0)) return;
    this.world.meter(name, item, more);
    this.metered.set(key, quantity);
  }

  /** Which part of the objects and of their bytes each class has. */
  get shares(): ClassShare[] {
    return this.inventory.shares;
  }

  private onDue(): void {
    this.catchUp();
    this.report();
  }

  private catchUp(): void {
    const { now } = this.world.kernel;
    if (this.inventory.nextDueSeconds > now) return;
    this.beforeMove();
    this.inventory.advance(now);
  }

  private report(sinceSeconds?: number): void {
    const { inventory, due } = this;
    this.objects.set(inventory.objects, sinceSeconds);
    this.bytes.set(inventory.bytes, sinceSeconds);
    const next = inventory.nextDueSeconds;
    if (next === Infinity) due.cancel();
    else if (!due.armed || due.dueSeconds !== next) due.setAt(next);
  }
}

function inventoryOf(values: Values<typeof storageFields>): Inventory {
  const { priceClass, minimumSize, minimumDuration, smallestMoved, keepVersions } = values;
  const lifecycle = values.lifecycle
    .map(({ after, to }) => ({ afterSeconds: after, to: classOf(to) }))
    .sort((a, b) => a.afterSeconds - b.afterSeconds);
  const ages = [...lifecycle.map(({ afterSeconds }) => afterSeconds), keepVersions].filter((seconds) => seconds > 0);
  return new Inventory({
    storageClass: { name: priceClass, minimumSizeBytes: minimumSize, minimumSeconds: minimumDuration },
    lifecycle,
    smallestMovedBytes: smallestMoved,
    keepVersionsSeconds: keepVersions,
    cohortSeconds: Math.min(hourSeconds, ...ages.map((seconds) => seconds / stretchesInAnAge)),
  });
}

function classOf({ name, values }: Row): StorageClass {
  return { name, minimumSizeBytes: values.minimumSize ?? 0, minimumSeconds: values.minimumDuration ?? 0 };
}
