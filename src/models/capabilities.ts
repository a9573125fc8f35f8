/**
 * The only vocabulary that models share. A component offers some of these and asks the world for others; no model
 * imports another's folder.
 */
import type { Process } from '../kernel/index.ts';

export type Operation = 'get' | 'list';

/** What the object store takes for one request; times in seconds, rates in bytes per second. */
export interface ObjectStore {
  /** Setting up a connection by a warm process. */
  openSeconds(entity: number, attempt: number, activity: string): number;
  /** From sending the request to the first byte of the answer (for LIST: the whole page). */
  firstByteSeconds(operation: Operation, keys: number, entity: number, attempt: number, activity: string): number;
  /** Closing a connection, where that stands on the client's path. */
  closeSeconds(entity: number, attempt: number, activity: string): number;
  /** The most one connection carries. */
  readonly connectionRateBytesPerSecond: number;
  /** Bytes of a LIST answer for one key. */
  readonly listBytesPerKey: number;
  readonly keysPerPage: number;
  /** Counts and bills a request when it is sent. */
  request(operation: Operation, bytes: number, activity: string): void;
}

/** Between the client and the service. */
export interface NetworkPath {
  /** The most one TCP flow carries, bytes per second. */
  readonly flowRateBytesPerSecond: number;
}

/** Requests of one kind, in chains: within a chain one follows the other (pages of a listing), chains run side by side. */
export interface RequestBatch {
  readonly operation: Operation;
  readonly chains: number;
  /** Chains at once; the connection pool limits as well. */
  readonly parallel: number;
  requestsIn(chain: number): number;
  /** Bytes that request `index` of the chain brings back. */
  bytesOf(chain: number, index: number): number;
  /** Keys that a LIST page holds; 1 for others. */
  keysOf(chain: number, index: number): number;
  /** A number of the request that is the same in every design: it keys what chance does to it. */
  entityOf(chain: number, index: number): number;
}

/** A client with a connection pool and a NIC. */
export interface RequestClient {
  /** How the store behind it answers a LIST: who makes a batch of pages needs both. */
  readonly listing: { readonly keysPerPage: number; readonly bytesPerKey: number };
  /** Runs a batch and reports phases, bounds, bytes and requests to the occurrence. Returns the bytes it brought. */
  run(batch: RequestBatch, occurrence: OccurrencePort): Process<number>;
}

/** What a client needs of an occurrence. The experiment's Occurrence fulfils it. */
export interface OccurrencePort {
  readonly activity: string;
  phase(name: string, seconds: number): void;
  bound(resource: string, seconds: number): void;
  requests(count: number): void;
  bytesRead(bytes: number): void;
  bytesWritten(bytes: number): void;
  /** A sample of one of the activity's own `samples` metrics. */
  sample(metric: string): (value: number) => void;
}

export interface Price {
  /** USD per base unit of what is metered (request, B·s, s). */
  readonly usdPerBase: number;
  /** How the bill counts: `requests`, `GB-month`, `h`. */
  readonly billingUnit: string;
  /** Base units in one billing unit. */
  readonly basePerBilling: number;
  readonly source: string;
}

/** Prices by `service.item`. */
export interface PriceBook {
  readonly name: string;
  readonly date: string;
  readonly note: string;
  /** Bill lines for a metered quantity: one, or several where the price has tiers. Null where nothing is known. */
  bill(service: string, item: string, quantity: number, spanSeconds: number): BillLine[] | null;
}

/** The part of `cost` that a line belongs to. */
export type CostGroup = 'storage' | 'requests' | 'compute' | 'transfer' | 'other';

export interface BillLine {
  readonly service: string;
  readonly item: string;
  /** Default: `other`. */
  readonly group?: CostGroup;
  /** In billing units. */
  readonly quantity: number;
  readonly unit: string;
  readonly unitPriceUsd: number;
  readonly usd: number;
  readonly source: string;
}

/** Models add theirs here; the key is the capability's name. */
export interface Capabilities {
  objects: ObjectStore;
  path: NetworkPath;
  requests: RequestClient;
  prices: PriceBook;
}

export type Capability = keyof Capabilities;
