import type { DistributionSpec, Values } from '../../fields/index.ts';
import type { Operation } from '../capabilities.ts';
import type { KeyedDraw, World } from '../model.ts';
import { type ClientLuck, stretched } from './_hour.ts';
import type { storageFields } from './fields.ts';

/** What requests are counted as; the bill has an item for each. */
export const requestItems = ['get', 'put', 'list', 'head', 'copy', 'delete'] as const;
export type RequestItem = (typeof requestItems)[number];

/** Creating an upload, its parts and completing it are billed as PUTs: Amazon S3 pricing, "PUT, COPY, POST, LIST". */
export const itemOf: { readonly [operation in Operation]: RequestItem } = {
  get: 'get',
  put: 'put',
  createUpload: 'put',
  uploadPart: 'put',
  completeUpload: 'put',
  list: 'list',
  head: 'head',
  copy: 'copy',
  delete: 'delete',
};

/** An activity's chances and what it has used. */
export class Account {
  readonly activity: string;
  readonly open: KeyedDraw;
  readonly firstByte: KeyedDraw;
  readonly list: KeyedDraw;
  readonly listKey: KeyedDraw;
  readonly close: KeyedDraw;
  readonly connectionRate: KeyedDraw;
  /** For the bill: requests, bytes that GETs brought or COPYs read, and bytes that PUTs and parts sent. */
  readonly counts: { [item in RequestItem]: number } = { get: 0, put: 0, list: 0, head: 0, copy: 0, delete: 0 };
  retrievedBytes = 0;
  uploadedBytes = 0;
  private readonly put: KeyedDraw;
  private readonly upload: KeyedDraw;
  private readonly head: KeyedDraw;
  private readonly remove: KeyedDraw;
  private readonly removeKey: KeyedDraw;
  private readonly copy: KeyedDraw;
  private readonly copyBytesPerSecond: number;

  constructor(activity: string, values: Values<typeof storageFields>, client: ClientLuck, world: World) {
    const draw = (purpose: string, spec: DistributionSpec): KeyedDraw => world.draw(purpose, spec, activity);
    /** A time that the profile does not know is that of its nearest kin, with luck of its own. */
    const asGet = (purpose: string): KeyedDraw => stretched(draw(purpose, values.firstByte), client.get);
    const asPut = (purpose: string): KeyedDraw =>
      values.put === null ? asGet(purpose) : stretched(draw(purpose, values.put), client.put);
    const asHead = (purpose: string): KeyedDraw => (values.head === null ? asGet(purpose) : draw(purpose, values.head));
    this.activity = activity;
    // By round trips it is the network that draws.
    this.open = draw('open', values.open ?? { kind: 'constant', value: 0 });
    this.firstByte = asGet('firstByte');
    this.list = draw('list', values.list);
    this.listKey = draw('listKey', values.listKey);
    this.close = draw('close', values.close);
    this.connectionRate = draw('connectionRate', values.connectionRate);
    this.put = asPut('put');
    this.upload = values.upload === null ? asPut('upload') : draw('upload', values.upload);
    this.head = asHead('head');
    this.remove = values.delete === null ? asHead('delete') : draw('delete', values.delete);
    this.removeKey = draw('deleteKey', values.deleteKey);
    this.copy = values.copy === null ? asPut('copy') : draw('copy', values.copy);
    this.copyBytesPerSecond = values.copyRate ?? Infinity;
  }

  /** Seconds from the request (its last byte) to the first byte of the answer, for all but GET. */
  answerSeconds(operation: Operation, amount: number, entity: number, attempt: number): number {
    switch (operation) {
      case 'get':
        return this.firstByte.at(entity, attempt);
      case 'list':
        return this.list.at(entity, attempt) + amount * this.listKey.at(entity, attempt);
      case 'put':
      case 'uploadPart':
        return this.put.at(entity, attempt);
      case 'createUpload':
      case 'completeUpload':
        return this.upload.at(entity, attempt);
      case 'head':
        return this.head.at(entity, attempt);
      case 'delete':
        return this.remove.at(entity, attempt) + (amount - 1) * this.removeKey.at(entity, attempt);
      case 'copy':
        return this.copy.at(entity, attempt) + amount / this.copyBytesPerSecond;
    }
  }
}
