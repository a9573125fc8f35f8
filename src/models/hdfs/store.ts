import type { Values } from '../../fields/index.ts';
import type { CollapsedStore, ObjectStore, Operation } from '../capabilities.ts';
import type { Recorder, World } from '../model.ts';
import { Account } from './_account.ts';
import { Collapsed } from './_collapsed.ts';
import { DataNodes } from './_data-nodes.ts';
import { NameNode } from './_name-node.ts';
import { blocksOf, Namespace } from './_namespace.ts';
import type { hdfsFields } from './fields.ts';

const itemOf = {
  get: 'get',
  put: 'put',
  createUpload: 'put',
  uploadPart: 'put',
  completeUpload: 'put',
  list: 'list',
  head: 'head',
  copy: 'copy',
  delete: 'delete',
} as const satisfies Record<Operation, string>;
type Item = (typeof itemOf)[Operation];

/**
 * HDFS as a store of objects: its clients send the requests of an object store, and each becomes calls to the NameNode
 * and reads or writes of DataNodes. With R a round trip to the NameNode, and its service queued:
 *
 *     HEAD      R, 1 / rpc                                                       a file's status, or where its blocks are
 *     GET       a DataNode: its queue, firstByte; then bytes / connectionRate    and a HEAD before it, where the activity
 *                                                                                sends none: then a GET opens its file
 *     LIST      R, 1 / rpc + keys x listName; then keys x (listKey + locations of a file x listLocation)
 *     PUT       (2 + blocks) x (R, 1 / edits) for create, addBlock, complete; DataNodes: their queues, firstByte
 *     DELETE    R, keys / edits
 *     COPY      R, 1 / edits: a rename, which moves no bytes
 *
 * In an upload creating it and completing it are one change each, a part is its blocks. A listing with locations ends its
 * page with the file that brings them to keysPerPage, counted as blocks x replication: so in 84 files of four blocks.
 * Source: apache/hadoop, FSDirStatAndListingOp.getListing.
 */
export class Hdfs implements ObjectStore {
  readonly contents: Namespace;
  readonly opensByRoundTrips = false;
  readonly connectionRateBytesPerSecond: number;
  readonly connectionRateVaries = false;
  readonly listBytesPerKey: number;
  readonly keysPerPage: number;
  readonly limitsRequests = true;
  private readonly values: Values<typeof hdfsFields>;
  private readonly world: World;
  private readonly nameNode: NameNode;
  private readonly dataNodes: DataNodes;
  private readonly locationsPerFile: number;
  private readonly accounts = new Map<string, Account>();
  private account: Account;
  private billedSeconds = 0;
  private readonly requests: { readonly [item in Item]: Recorder };
  private readonly total: Recorder;
  private readonly throttled: Recorder;
  private readonly retries: Recorder;
  private collapsedStore: Collapsed | null = null;

  constructor(values: Values<typeof hdfsFields>, world: World) {
    const { stored, storedObjects, blockSize, replication, keysPerPage, locations } = values;
    this.values = values;
    this.world = world;
    this.contents = new Namespace(values, world);
    this.connectionRateBytesPerSecond = values.connectionRate;
    this.listBytesPerKey = values.listBytesPerKey;
    const blocks = stored > 0 ? blocksOf(stored / storedObjects, blockSize) : 1;
    this.locationsPerFile = locations ? blocks * replication : 0;
    this.keysPerPage = Math.ceil(keysPerPage / Math.max(1, this.locationsPerFile));
    this.nameNode = new NameNode({
      rpcs: world.metric('rpcs'),
      rpcWait: world.metric('rpcWait'),
      rpcBusy: world.metric('rpcBusy'),
    });
    this.dataNodes = new DataNodes({
      nodes: values.nodes,
      bytesPerSecond: values.nodeRate,
      readsPerSecond: values.reads ?? Infinity,
    });
    this.requests = {
      get: world.metric('requests.get'),
      put: world.metric('requests.put'),
      list: world.metric('requests.list'),
      head: world.metric('requests.head'),
      copy: world.metric('requests.copy'),
      delete: world.metric('requests.delete'),
    };
    this.total = world.metric('requests.total');
    this.throttled = world.metric('throttled');
    this.retries = world.metric('retries');
    // Nobody's account; the first request of an activity replaces it.
    this.account = new Account('', values, world);
    world.atBill(() => this.bill());
  }

  openSeconds(entity: number, attempt: number, activity: string): number {
    return this.accountOf(activity).open.at(entity, attempt);
  }
  closeSeconds(): number {
    return 0;
  }
  connectionRate(): number {
    return this.connectionRateBytesPerSecond;
  }

  firstByteSeconds(operation: Operation, amount: number, entity: number, attempt: number, activity: string): number {
    const account = this.accountOf(activity);
    const { values } = this;
    const { rpc, edits, blockSize } = values;
    const call = account.roundTrip.at(entity, attempt);
    switch (operation) {
      case 'get': {
        const opened = account.asksFirst ? 0 : call + this.serve(1, 1 / rpc);
        return opened + this.read(amount, account, entity, attempt);
      }
      case 'head':
        return call + this.serve(1, 1 / rpc);
      case 'list': {
        const answer = amount * (values.listKey + this.locationsPerFile * values.listLocation);
        return call + this.serve(1, 1 / rpc + amount * values.listName) + answer;
      }
      case 'put':
        return this.edit(2 + blocksOf(amount, blockSize), call) + this.written(amount, account, entity, attempt);
      case 'uploadPart':
        return this.edit(blocksOf(amount, blockSize), call) + this.written(amount, account, entity, attempt);
      case 'delete':
        return call + this.serve(1, amount / edits);
      case 'createUpload':
      case 'completeUpload':
      case 'copy':
        return this.edit(1, call);
    }
  }

  /** New files only: all else needs no room. */
  admits(operation: Operation): boolean {
    const creates = operation === 'put' || operation === 'createUpload' || operation === 'uploadPart';
    return !creates || this.contents.full === null;
  }
  get refusal(): string | null {
    return this.contents.full;
  }
  refusalSeconds(entity: number, attempt: number, activity: string): number {
    return this.edit(1, this.accountOf(activity).roundTrip.at(entity, attempt));
  }
  refused(operation: Operation): void {
    this.throttled.add(1);
    this.requests[itemOf[operation]].add(1);
    this.total.add(1);
  }
  retried(): void {
    this.retries.add(1);
  }

  request(operation: Operation, _bytes: number, activity: string): void {
    if (operation === 'head') this.accountOf(activity).asksFirst = true;
    this.requests[itemOf[operation]].add(1);
    this.total.add(1);
  }

  get collapsed(): CollapsedStore {
    this.collapsedStore ??= new Collapsed(this.values, (operation, count, _bytes, refused) => {
      this.requests[itemOf[operation]].add(count + refused);
      this.total.add(count + refused);
      if (operation === 'head') this.nameNode.count(count, count / this.values.rpc);
    });
    return this.collapsedStore;
  }

  private serve(calls: number, serviceSeconds: number): number {
    return this.nameNode.serve(calls, serviceSeconds, this.world.kernel.now);
  }
  /** Changes that follow each other: they are queued as one. */
  private edit(count: number, callSeconds: number): number {
    return count * callSeconds + this.serve(count, count / this.values.edits);
  }
  private read(bytes: number, account: Account, entity: number, attempt: number): number {
    const wait = this.dataNodes.begin(account.place.at(entity, attempt), bytes, this.world.kernel.now);
    return wait + account.firstByte.at(entity, attempt);
  }
  private written(bytes: number, account: Account, entity: number, attempt: number): number {
    const { dataNodes, values, world } = this;
    const place = account.place.at(entity, attempt);
    const wait = dataNodes.replicate(place, values.replication, bytes, world.kernel.now);
    return wait + account.firstByte.at(entity, attempt);
  }

  /** Nearly every call is for the activity of the call before: one comparison instead of a look-up. */
  private accountOf(activity: string): Account {
    if (this.account.activity === activity) return this.account;
    const account = this.accounts.get(activity) ?? new Account(activity, this.values, this.world);
    this.accounts.set(activity, account);
    this.account = account;
    return account;
  }

  /** Machines are paid as long as they are there, whoever uses them; what is stored and asked costs nothing beside. */
  private bill(): void {
    const { instance, nodes, nameNode, nameNodes } = this.values;
    const { now } = this.world.kernel;
    const seconds = now - this.billedSeconds;
    if (seconds === 0) return;
    this.billedSeconds = now;
    this.world.meter('ec2', instance.name, nodes * seconds);
    this.world.meter('ec2', nameNode.name, nameNodes * seconds);
  }
}
