import type { Values } from '../../fields/index.ts';
import type { CollapsedStore, ObjectStore, Operation } from '../capabilities.ts';
import type { Recorder, World } from '../model.ts';
import { Account, itemOf, type RequestItem, requestItems } from './_account.ts';
import { Collapsed, type CountRequests } from './_collapsed.ts';
import { type ClientLuck, clientOf, inTheHour } from './_hour.ts';
import { Partitions, reads, writes } from './_partitions.ts';
import { StoredObjects } from './_stored-objects.ts';
import type { storageFields } from './fields.ts';

/**
 * An object store seen from its clients: how long each step of a request takes, and what it is billed as.
 *
 *     GET:     latencyFactor x firstByte,                       then size / min(connection, share of the NIC)
 *     PUT:     size on the same way,                            then latencyFactor x put; a part of an upload likewise
 *     POST:    latencyFactor x upload                           to create a multipart upload and to complete it
 *     HEAD:    latencyFactor x head
 *     DELETE:  latencyFactor x (delete + (keys - 1) x deleteKey)
 *     COPY:    latencyFactor x (copy + size / copyRate)
 *     LIST:    latencyFactor x (list + keys x listKey),         then keys x listBytesPerKey on the same way
 *
 * Times are drawn by key (activity, entity, attempt), so that a request's luck does not depend on when or on which
 * connection it is sent. Sources of the numbers: the profiles. Left out: see the README of this folder.
 */
export class SimulatedStore implements ObjectStore {
  readonly opensByRoundTrips: boolean;
  readonly connectionRateBytesPerSecond: number;
  readonly connectionRateVaries: boolean;
  readonly listBytesPerKey: number;
  readonly keysPerPage: number;
  readonly contents: StoredObjects;
  private readonly values: Values<typeof storageFields>;
  private readonly client: ClientLuck;
  private readonly world: World;
  private readonly accounts = new Map<string, Account>();
  private account: Account;
  readonly limitsRequests: boolean;
  private collapsedStore: Collapsed | null = null;
  private readonly partitions: Partitions | null;
  /** The whole bucket is one slot of the limit. */
  private readonly limitsBucket: boolean;
  private readonly throttled: Recorder;
  private readonly retries: Recorder;
  private readonly requests: { readonly [item in RequestItem]: Recorder };
  private readonly gets: Recorder;
  private readonly total: Recorder;

  constructor(values: Values<typeof storageFields>, world: World) {
    this.values = inTheHour(values, world);
    this.client = clientOf(values, world);
    this.world = world;
    this.opensByRoundTrips = values.open === null;
    this.connectionRateVaries = values.connectionRate.kind !== 'constant';
    this.listBytesPerKey = values.listBytesPerKey;
    this.keysPerPage = values.keysPerPage;
    this.requests = {
      get: world.metric('requests.get'),
      put: world.metric('requests.put'),
      list: world.metric('requests.list'),
      head: world.metric('requests.head'),
      copy: world.metric('requests.copy'),
      delete: world.metric('requests.delete'),
    };
    this.gets = this.requests.get;
    this.total = world.metric('requests.total');
    this.throttled = world.metric('throttled');
    this.retries = world.metric('retries');
    this.partitions = partitionsOf(values, world);
    this.limitsRequests = this.partitions !== null;
    this.limitsBucket = values.partitions?.of === 'bucket';
    // Nobody's account; the first request of an activity replaces it.
    this.account = new Account('', this.values, this.client, world);
    this.connectionRateBytesPerSecond = this.account.connectionRate.mean;
    this.contents = new StoredObjects(values, world, () => this.meterRequests());
    world.atBill(() => this.bill());
  }

  openSeconds(entity: number, attempt: number, activity: string): number {
    return this.accountOf(activity).open.at(entity, attempt);
  }

  firstByteSeconds(operation: Operation, amount: number, entity: number, attempt: number, activity: string): number {
    const account = this.accountOf(activity);
    // GETs are by far the most: their way is short.
    const seconds =
      operation === 'get'
        ? account.firstByte.at(entity, attempt)
        : account.answerSeconds(operation, amount, entity, attempt);
    return this.values.latencyFactor * seconds;
  }

  connectionRate(entity: number, attempt: number, activity: string): number {
    return this.accountOf(activity).connectionRate.at(entity, attempt);
  }

  admits(operation: Operation, prefix: number): boolean {
    const direction = operation === 'get' || operation === 'head' ? reads : writes;
    return (
      this.partitions === null ||
      this.partitions.admits(this.limitsBucket ? 0 : prefix, direction, this.world.kernel.now)
    );
  }

  /** Not measured: taken as a HEAD, the shortest request. */
  refusalSeconds(entity: number, attempt: number, activity: string): number {
    return this.values.latencyFactor * this.accountOf(activity).answerSeconds('head', 1, entity, attempt);
  }

  refused(operation: Operation): void {
    this.throttled.add(1);
    this.requests[itemOf[operation]].add(1);
    this.total.add(1);
  }

  retried(): void {
    this.retries.add(1);
  }

  closeSeconds(entity: number, attempt: number, activity: string): number {
    return this.accountOf(activity).close.at(entity, attempt);
  }

  request(operation: Operation, bytes: number, activity: string): void {
    const account = this.accountOf(activity);
    this.total.add(1);
    if (operation === 'get') {
      // The short way for what happens most: no look-up by name.
      account.counts.get++;
      account.retrievedBytes += bytes;
      this.gets.add(1);
      return;
    }
    const item = itemOf[operation];
    account.counts[item]++;
    if (item === 'copy') account.retrievedBytes += bytes;
    else if (item === 'put') account.uploadedBytes += bytes;
    this.requests[item].add(1);
  }

  /** Made when it is asked for: few runs draw requests as one. */
  get collapsed(): CollapsedStore {
    this.collapsedStore ??= new Collapsed(this.values, this.world, {
      partitions: this.partitions,
      limitsBucket: this.limitsBucket,
      client: this.client,
      requests: (...counted) => this.count(...counted),
    });
    return this.collapsedStore;
  }

  private count(...[operation, count, bytes, refused, activity]: Parameters<CountRequests>): void {
    const item = itemOf[operation];
    const account = this.accountOf(activity);
    account.counts[item] += count;
    if (item === 'get' || item === 'copy') account.retrievedBytes += bytes;
    else if (item === 'put') account.uploadedBytes += bytes;
    this.requests[item].add(count + refused);
    this.total.add(count + refused);
    if (refused === 0) return;
    this.throttled.add(refused);
    this.retries.add(refused);
  }

  /** Nearly every call is for the activity of the call before: one comparison instead of a look-up. */
  private accountOf(activity: string): Account {
    return this.account.activity === activity ? this.account : this.change(activity);
  }

  private change(activity: string): Account {
    let account = this.accounts.get(activity);
    if (account === undefined) {
      account = new Account(activity, this.values, this.client, this.world);
      this.accounts.set(activity, account);
    }
    this.account = account;
    return account;
  }

  private bill(): void {
    this.meterRequests();
    this.contents.bill();
  }

  /**
   * Requests are counted as they are sent and metered in one sum, which keeps names out of the hot loop. Nobody says
   * which of the stored objects are read: each class has its share of the GETs, HEADs and bytes.
   */
  private meterRequests(): void {
    const { world } = this;
    const { shares } = this.contents;
    for (const account of this.accounts.values()) {
      const { activity, counts } = account;
      for (const item of requestItems) {
        for (const share of isRead(item) ? shares : shares.slice(0, 1)) {
          const quantity = counts[item] * (isRead(item) ? share.objects : 1);
          if (quantity > 0) world.meter(share.name, item, quantity, activity);
        }
        counts[item] = 0;
      }
      for (const { name, bytes } of shares) {
        if (account.retrievedBytes * bytes > 0)
          world.meter(name, 'retrieval', account.retrievedBytes * bytes, activity);
      }
      if (account.uploadedBytes > 0) world.meter(shares[0]!.name, 'upload', account.uploadedBytes, activity);
      account.retrievedBytes = 0;
      account.uploadedBytes = 0;
    }
  }
}

const isRead = (item: RequestItem): boolean => item === 'get' || item === 'head';

/** Null where the store admits everything. */
function partitionsOf({ partitions }: Values<typeof storageFields>, world: World): Partitions | null {
  if (partitions === null) return null;
  const level = world.metric('partitions');
  const limits = {
    startCount: partitions.start,
    readsPerSecond: partitions.get,
    writesPerSecond: partitions.put,
    splitAtRatio: partitions.splitAt,
    splitSeconds: partitions.split === null ? null : world.draw('split', partitions.split),
    idleSeconds: partitions.idle ?? Infinity,
  };
  const found = new Partitions(limits, (count) => level.set(count));
  world.atEnd(() => found.settle(world.kernel.now));
  return found;
}
