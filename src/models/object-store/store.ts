import type { Values } from '../../fields/index.ts';
import type { ObjectStore, Operation } from '../capabilities.ts';
import type { KeyedDraw, Recorder, World } from '../model.ts';
import type { storageFields } from './fields.ts';

/**
 * An object store seen from its clients: how long each step of a request takes, and what it is billed as.
 *
 *     GET:   latencyFactor x firstByte,                  then size / min(connection, share of the NIC)
 *     LIST:  latencyFactor x (list + keys x listKey),    then keys x listBytesPerKey on the same way
 *
 * Times are drawn by key (activity, entity, attempt), so that a request's luck does not depend on when or on which
 * connection it is sent. Sources of the numbers: the profiles. Left out: see the README of this folder.
 */
export class SimulatedStore implements ObjectStore {
  readonly connectionRateBytesPerSecond: number;
  readonly listBytesPerKey: number;
  readonly keysPerPage: number;
  private readonly values: Values<typeof storageFields>;
  private readonly world: World;
  private readonly accounts = new Map<string, Account>();
  private account: Account;
  private readonly gets: Recorder;
  private readonly lists: Recorder;
  private readonly total: Recorder;

  constructor(values: Values<typeof storageFields>, world: World) {
    this.values = inTheHour(values, world);
    this.world = world;
    this.connectionRateBytesPerSecond = values.connectionRate;
    this.listBytesPerKey = values.listBytesPerKey;
    this.keysPerPage = values.keysPerPage;
    this.gets = world.metric('requests.get');
    this.lists = world.metric('requests.list');
    this.total = world.metric('requests.total');
    // Nobody's account; the first request of an activity replaces it.
    this.account = new Account('', this.values, world);
    world.metric('bytes').set(values.stored);
    world.atEnd(() => this.bill());
  }

  openSeconds(entity: number, attempt: number, activity: string): number {
    return this.accountOf(activity).open.at(entity, attempt);
  }

  firstByteSeconds(operation: Operation, keys: number, entity: number, attempt: number, activity: string): number {
    const { firstByte, list, listKey } = this.accountOf(activity);
    const seconds =
      operation === 'get'
        ? firstByte.at(entity, attempt)
        : list.at(entity, attempt) + keys * listKey.at(entity, attempt);
    return this.values.latencyFactor * seconds;
  }

  closeSeconds(entity: number, attempt: number, activity: string): number {
    return this.accountOf(activity).close.at(entity, attempt);
  }

  request(operation: Operation, bytes: number, activity: string): void {
    const account = this.accountOf(activity);
    if (operation === 'get') {
      account.gets++;
      account.getBytes += bytes;
      this.gets.add(1);
    } else {
      account.lists++;
      this.lists.add(1);
    }
    this.total.add(1);
  }

  /** Nearly every call is for the activity of the call before: one comparison instead of a look-up. */
  private accountOf(activity: string): Account {
    return this.account.activity === activity ? this.account : this.change(activity);
  }

  private change(activity: string): Account {
    let account = this.accounts.get(activity);
    if (account === undefined) {
      account = new Account(activity, this.values, this.world);
      this.accounts.set(activity, account);
    }
    this.account = account;
    return account;
  }

  /** Requests are counted as they are sent and metered in one sum, which keeps names out of the hot loop. */
  private bill(): void {
    const { world, values } = this;
    // Byte-seconds: what lies there is paid for whether anybody reads it or not.
    if (values.stored > 0) world.meter(values.priceClass, 'storage', values.stored * world.kernel.now);
    for (const { activity, gets, getBytes, lists } of this.accounts.values()) {
      if (gets > 0) {
        world.meter(values.priceClass, 'get', gets, activity);
        world.meter(values.priceClass, 'retrieval', getBytes, activity);
      }
      if (lists > 0) world.meter(values.priceClass, 'list', lists, activity);
    }
  }
}

/**
 * With `load: hourly` a whole replication sees one of the measured hours, drawn for it: the hour moves the median far more
 * than chance does within an hour, and all requests of an hour share it. A profile without hours stays as it is.
 */
function inTheHour(values: Values<typeof storageFields>, world: World): Values<typeof storageFields> {
  const { hours } = values;
  if (values.load !== 'hourly' || hours.length === 0) return values;
  const firstByte = hours[Math.floor(world.replicationDraw('hour') * hours.length)] ?? values.firstByte;
  return { ...values, firstByte };
}

/** An activity's chances and what it has used. */
class Account {
  readonly activity: string;
  readonly open: KeyedDraw;
  readonly firstByte: KeyedDraw;
  readonly list: KeyedDraw;
  readonly listKey: KeyedDraw;
  readonly close: KeyedDraw;
  gets = 0;
  getBytes = 0;
  lists = 0;

  constructor(activity: string, values: Values<typeof storageFields>, world: World) {
    this.activity = activity;
    this.open = world.draw('open', values.open, activity);
    this.firstByte = world.draw('firstByte', values.firstByte, activity);
    this.list = world.draw('list', values.list, activity);
    this.listKey = world.draw('listKey', values.listKey, activity);
    this.close = world.draw('close', values.close, activity);
  }
}
