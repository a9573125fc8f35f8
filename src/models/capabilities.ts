/**
 * The only vocabulary that models share. A component offers some of these and asks the world for others; no model
 * imports another's folder.
 */
import type { DistributionSpec, RateSpec, Row } from '../fields/index.ts';
import type { HandlerId, Process } from '../kernel/index.ts';
import type { Commit, CommitEnd, RowFilter, Table, TableFiles } from './capabilities-table.ts';

export type * from './capabilities-table.ts';

/**
 * The requests of an object store. A multipart upload is createUpload, uploadPart for each part and completeUpload;
 * `delete` takes away one key or a batch of them.
 */
export type Operation =
  | 'get'
  | 'put'
  | 'list'
  | 'head'
  | 'copy'
  | 'delete'
  | 'createUpload'
  | 'uploadPart'
  | 'completeUpload';

/** What lies in an object store. Who has written or deleted says so when the request is through. */
export interface ObjectContents {
  /** New objects, each of so many bytes. `sinceSeconds`: they have come evenly since then. */
  write(count: number, sizeBytes: number, sinceSeconds?: number): void;
  /** Deletes the oldest objects, as many as there are: deleting what is not there does nothing. */
  remove(count: number): void;
  /** Deletes objects that have so many bytes together and were written between those times (inclusive). */
  removeWritten(objects: WrittenObjects): void;
  /** How long what is deleted or overwritten lies there as an old version. */
  readonly keptVersionsSeconds: number;
  /** The keys that an activity writes, for those that come back to them. */
  keys(writer: string): ObjectKeys;
}

/** Objects of about one size, by when they were written. */
export interface WrittenObjects {
  readonly count: number;
  readonly bytes: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Keys that one activity writes, numbered 0, 1, 2 ... through all its occurrences. Changes count as of their success. */
export interface ObjectKeys {
  /** A change takes time to be seen: who reads or lists says so when the request is with the store. */
  readonly isEventual: boolean;
  /** Numbers for `count` keys that an occurrence begins to write; returns the first. */
  begin(count: number): number;
  /** The first of the `count` keys that were begun last; 0 where there are fewer, so that some are not there. */
  lastOf(count: number): number;
  /** A new object, or one in place of what is there. */
  write(key: number, sizeBytes: number): void;
  /** Deletes what is there. */
  remove(key: number): void;
  /** A GET, HEAD or COPY asks for it. True: the answer is out of date. */
  read(key: number): boolean;
  /** A page of a listing over `count` keys, `step` apart. Returns those that it leaves out, and those it shows too many. */
  list(first: number, step: number, count: number): { readonly missedKeys: number; readonly ghostKeys: number };
}

/** What the object store takes for one request; times in seconds, rates in bytes per second. */
export interface ObjectStore {
  readonly contents: ObjectContents;
  /** Setting up a connection takes the network's round trips (`path.openSeconds`) instead of openSeconds. */
  readonly opensByRoundTrips: boolean;
  /** Setting up a connection by a warm process. */
  openSeconds(entity: number, attempt: number, activity: string): number;
  /**
   * From sending the request (for PUT and parts: its last byte) to the first byte of the answer (for LIST: the whole
   * page). `amount`: keys of a LIST or DELETE, bytes of others.
   */
  firstByteSeconds(operation: Operation, amount: number, entity: number, attempt: number, activity: string): number;
  /** Closing a connection, where that stands on the client's path. */
  closeSeconds(entity: number, attempt: number, activity: string): number;
  /** The most one connection carries; where that has a spread, its mean. */
  readonly connectionRateBytesPerSecond: number;
  /** Every transfer has a rate of its own: connectionRate(). */
  readonly connectionRateVaries: boolean;
  connectionRate(entity: number, attempt: number, activity: string): number;
  /** Bytes of a LIST answer for one key. */
  readonly listBytesPerKey: number;
  readonly keysPerPage: number;
  /** Whether requests may be refused; if not, admits() need not be asked. */
  readonly limitsRequests: boolean;
  /** Asked once for each attempt when it reaches the store. False: it is answered 503 Slow Down, and nothing is done. */
  admits(operation: Operation, prefix: number): boolean;
  /** Why it refuses, where asking again is no use; without, or null: 503 Slow Down, and the request may be sent again. */
  readonly refusal?: string | null;
  /** From sending a request to its 503. */
  refusalSeconds(entity: number, attempt: number, activity: string): number;
  /** Counts and bills a request when it is sent. */
  request(operation: Operation, bytes: number, activity: string): void;
  /** Counts one that was refused: 5xx answers are not billed. */
  refused(operation: Operation): void;
  /** Counts one that is sent once more after a failure; it is a request of its own as well. */
  retried(): void;
  readonly collapsed: CollapsedStore;
}

/** Mean, variance and third central moment of a time in seconds. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly third: number;
}

/** What an object store says of requests that are drawn as one, see RequestChain. */
export interface CollapsedStore {
  /** Of a GET or HEAD, from sending it to the first byte of the answer. */
  answerMoments(operation: Operation): Moments;
  /** From sending a request to its 503, in the mean. */
  readonly refusalMeanSeconds: number;
  /** The share of what a prefix admits, as a fluid; null: everything is admitted. */
  flowOf(operation: Operation, prefix: number): PrefixFlow | null;
  /** Counts and bills so many requests, and so many that were refused and sent again. */
  requests(operation: Operation, count: number, bytes: number, refused: number, activity: string): void;
}

/** Requests to a prefix as a fluid: each who sends some takes an equal share of what it admits, at most at a pace of its own. */
export interface PrefixFlow {
  /** Requests a second that all who send them get now, if all are held up. */
  readonly admittedPerSecond: number;
  /** What the prefix carries in all, requests a second. */
  readonly carriedPerSecond: number;
  /** So many requests, at most so many a second; then the handler runs. */
  start(requests: number, mostPerSecond: number, handler: HandlerId, argument: number): void;
  /** Refusals for each request that is admitted, from now on: they are load as well, and load makes prefixes grow. */
  refusals: number;
  /** A number for somebody who tells by carry() what he sends. */
  carrier(): number;
  /**
   * From now on he sends so many requests a second, in the mean, and has so many refusals for each that is admitted. None of
   * them may be held up, see room(), or he keeps to limit().
   */
  carry(carrier: number, requestsPerSecond: number, refusals: number): void;
  /** Requests a second that can be carried, his own among them, so that the prefix is far from refusing any. */
  room(carrier: number): number;
  /**
   * Of one who sends alone and sees to it himself that he is held up: requests a second that are admitted, in the long run. 0:
   * somebody else sends as well.
   */
  limit(carrier: number): number;
}

/** Between the client and the service. */
export interface NetworkPath {
  /** The most one TCP flow carries, bytes per second. */
  readonly flowRateBytesPerSecond: number;
  /** Setting up a connection: name look-up, TCP and TLS, by round trips. */
  openSeconds(entity: number, attempt: number, activity: string): number;
}

/**
 * Requests that depend on each other or not: a client asks for the next one that may start whenever it has room, and
 * says when one is through. Requests are known by numbers of the batch's own.
 */
export interface RequestBatch {
  /** Requests at once; the connection pool limits as well. */
  readonly parallel: number;
  /** What a request's answer is accounted as. */
  readonly answerPhase: 'firstByte' | 'list';
  /** Whether first bytes are samples of the activity's metric `firstByte`. */
  readonly samplesFirstByte: boolean;
  /**
   * Takes the next request that may start, or -1 while there is none. `after`: the request that ended where this one is
   * to run, or -1: a chain goes on where it is.
   */
  next(after: number): number;
  /** The request is through, or has failed for good; what waited for it may start, or never will. */
  ended(request: number, succeeded: boolean): void;
  /** The request comes after the one that ran before it in its place, and no sooner. */
  follows(request: number): boolean;
  operationOf(request: number): Operation;
  /** Bytes that it brings or sends; for a COPY, bytes that the store copies. */
  bytesOf(request: number): number;
  /** Keys of a LIST page or a DELETE; 1 for others. */
  keysOf(request: number): number;
  /** The prefix that it goes to: 0, 1, 2 ... of the store. */
  prefixOf(request: number): number;
  /** A number of the request that is the same in every design: it keys what chance does to it. */
  entityOf(request: number): number;
  /** The longest way through requests that wait for each other, where follows() does not tell it. */
  readonly paths: DependencyPaths | null;
  /** Where requests come over time, rather than all of them when the batch begins. */
  readonly feed?: RequestFeed;
  /** The machine of the client that is to send it: 0, 1, 2 ...; without this they take turns. */
  machineOf?(request: number): number;
  /** What its side works between the request before in its place and this one, which follows it. */
  pauseSeconds?(request: number): number;
  /** The request is with the store, which has admitted it. */
  reached?(request: number): void;
}

/** Requests that come over time. Between them the client waits; each place in the batch is accounted for on its own. */
export interface RequestFeed {
  /** No more will come than next() has now. */
  readonly closed: boolean;
  /** Set by the client: to be called when next() has requests again, and when the feed has closed. */
  wake: () => void;
  /** The request has a connection for its first attempt. */
  begun?(request: number): void;
  /**
   * Nothing follows this request in its place. `phases` from `at` on: seconds since its first request was taken, as
   * wait, open, answer, transfer, close, retry and pause.
   */
  ended(request: number, phases: Float64Array, at: number): void;
}

/** The longest sums along requests that wait for each other: no client can be faster. */
export interface DependencyPaths {
  ended(request: number, latencySeconds: number, transferSeconds: number): void;
  readonly latencySeconds: number;
  readonly transferSeconds: number;
}

/** A client with a connection pool and a NIC. */
export interface RequestClient {
  /** What lies in the store behind it. */
  readonly contents: ObjectContents;
  /** How the store behind it answers a LIST: who makes a batch of pages needs both. */
  readonly listing: { readonly keysPerPage: number; readonly bytesPerKey: number };
  /** Runs a batch and reports phases, bounds, bytes and requests to the occurrence. Returns the bytes it moved. */
  run(batch: RequestBatch, occurrence: OccurrencePort): Process<number>;
  /**
   * Whether chains can be drawn as one, so many at once on a machine, of such requests and with so long a pause between them:
   * nothing but the store holds them up.
   */
  canChain(options: {
    readonly atOnce: number;
    readonly bytesPerRequest: number;
    readonly pauseSecondsPerRequest: number;
  }): boolean;
  /** Runs a chain. Bytes and requests are told to the occurrence. */
  chain(chain: RequestChain, occurrence: OccurrencePort, passed?: ChainPassed): void;
  /** For somebody who works out himself how long chains take. Ask canChain() before. */
  wave(): ChainWave;
}

/** A chain that is under way: it began so long ago, and of its own time, that it takes when nothing holds it up, so much is over. */
export interface ChainPassed {
  readonly elapsedSeconds: number;
  readonly doneSeconds: number;
}

/**
 * Chains by their sums: each takes the seconds of its first bytes, its bytes at the connection's rate, and its pauses, and
 * longer where a prefix refuses. What they come to together is told for stretches of time, in the mean.
 */
export interface ChainWave {
  /** The law of first bytes of a chain of so many requests. */
  answers(gets: number, heads: number, activity: string): AnswerLaw;
  transferSeconds(bytes: number): number;
  /** Requests a second that can be carried over so many prefixes, and nothing is held up. */
  room(prefixes: number): number;
  /** As PrefixFlow has it, over so many prefixes. */
  limit(prefixes: number): number;
  /**
   * What a chain that waits so long for each of its requests takes of a prefix that refuses, in place of 1: the luck of its
   * retries.
   */
  weight(chain: HeldChain, waitingSeconds: number, activity: string): number;
  /** How often its requests were refused, if they waited so long in all. */
  refusals(requests: number, waitedSeconds: number): number;
  /** From now on, over so many prefixes evenly and by the first so many machines. */
  carry(load: WaveLoad): void;
  /** So many were through, after so many refusals. */
  through(gets: number, heads: number, bytes: number, refused: number, occurrence: OccurrencePort): void;
}

/** `paceSeconds`: of its own for a request. */
export interface HeldChain {
  readonly requests: number;
  readonly paceSeconds: number;
  readonly entity: number;
}

/** Seconds = mean + spread x (a draw of mean 1 by the chain's entity - 1), at least 0; no draw: the mean. */
export interface AnswerLaw {
  readonly mean: number;
  readonly spread: number;
  readonly draw: { at(entity: number, attempt: number): number } | null;
}

/** What chains come to in a stretch of time, in the mean. */
export interface WaveLoad {
  /** Chains under way; and the most at once. */
  readonly chains: number;
  readonly mostChains: number;
  readonly requestsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly prefixes: number;
  readonly machines: number;
  /** For each request, where prefixes refuse. */
  readonly waitingSeconds: number;
}

/**
 * GETs and HEADs that follow each other, drawn as one: the sum of their latencies at once, what they share with others as
 * fluids. For `run.fidelity: collapsed`.
 */
export interface RequestChain {
  readonly machine: number;
  readonly prefix: number;
  /** Keys the luck of the chain. */
  readonly entity: number;
  readonly gets: number;
  readonly heads: number;
  readonly bytes: number;
  /** What the sender's side works between them, in all. */
  readonly pauseSeconds: number;
  /** It is through. `phases` as in RequestFeed, from 0 on. */
  ended(phases: Float64Array): void;
}

/** Machines that send requests as a client's block says: what a component with workers of its own is made of. */
export interface RequestFleet {
  /** Machines with the network card of the instance; null: no limit. What they cost is the caller's to meter. */
  create(machines: number, instance: Row | null): RequestClient;
  /** What machines of this type cost, while they are there. */
  rent(instance: string): MachineTime;
}

/** Machines that are paid by the time: for the activities under way, or for nobody while there is none. */
export interface MachineTime {
  /** From now on so many are there. */
  machines(count: number): void;
  begin(activity: string): void;
  finish(activity: string): void;
}

/** What a client needs of an occurrence. The experiment's Occurrence fulfils it. */
export interface OccurrencePort {
  readonly activity: string;
  /** When it was asked for, and how long it may take from then on; null, or without this: as long as it does. */
  readonly askedAtSeconds?: number;
  readonly deadlineSeconds?: number | null;
  phase(name: string, seconds: number): void;
  bound(resource: string, seconds: number): void;
  requests(count: number): void;
  bytesRead(bytes: number): void;
  bytesWritten(bytes: number): void;
  /** A sample of one of the activity's own `samples` metrics. */
  sample(metric: string): (value: number) => void;
  /** It could not do all that it should: counted as failed, with the first reason. */
  fail(reason: string): void;
}

/** Data that come, record by record, all the time. */
export interface Ingest {
  readonly table: Table;
  readonly recordsPerSecond: RateSpec;
  readonly recordBytes: DistributionSpec;
  /** Regularly, or at random (Poisson). */
  readonly spacing: 'even' | 'random';
  /** A share of the records comes so much later than it was made. */
  readonly late: { readonly share: number; readonly by: DistributionSpec } | null;
  /** Nothing comes at or after this time; Infinity: as long as the run goes on. */
  readonly untilSeconds: number;
}

/** What takes data in and lands it in a table. */
export interface Landing {
  /** Takes in all of it, and ends when the last of it is visible. */
  run(ingest: Ingest, occurrence: OccurrencePort): Process<void>;
}

/** What is asked of a table. */
export interface Query {
  readonly table: Table;
  readonly recentSeconds: number | null;
  readonly scanBytes: number | null;
  /** Shares: of the columns' bytes that are read, of the bytes that come through the filter, of those that are shuffled. */
  readonly projectionRatio: number;
  readonly selectivityRatio: number;
  readonly shuffleRatio: number;
  /** Beside decoding; null: the engine's own. */
  readonly cpuSecondsPerByte: number | null;
  /** How many times as large as the others one partition of its shuffle is. */
  readonly skew: number;
  /** A table that goes to every machine before it begins. */
  readonly broadcastBytes: number;
  /** Of its answer, to whoever asked. */
  readonly resultBytes: number;
  readonly outputBytes: number;
  readonly write: QueryWrite;
  readonly pool: string;
  readonly mergeSchema: boolean;
  /** The rows that it is after, so that statistics may leave files out; null, or without this: all. */
  readonly where?: RowFilter | null;
  /** It reads the table as it was so long ago; null, or without this: as it is. */
  readonly agoSeconds?: number | null;
  /** The parts of a query in full; null: one scan, and a shuffle if there is one. */
  readonly stages: readonly QueryStage[] | null;
}

/** How output is spread over tasks and files. */
export interface QueryWrite {
  /**
   * The tasks that there are; fewer without a shuffle; a shuffle, evenly or by directory; or without a shuffle so many tasks, each
   * of which reads files of one directory (or a share of them) and writes into that.
   */
  readonly by: 'none' | 'coalesce' | 'repartition' | 'directory' | 'bins';
  /** Null: as many as the engine makes of a shuffle. */
  readonly tasks: number | null;
  /** Directories that its rows go to; 0: the table's own. */
  readonly directories: number;
  /** Each file that is read has rows of one of them, so that a task that reads few files meets few; without this: of all. */
  readonly isReadByDirectory?: boolean;
  /** 0: no limit. */
  readonly maxRecordsPerFile: number;
}

export interface QueryStage {
  readonly id: string;
  readonly after: readonly string[];
  readonly tasks: number;
  /**
   * Bytes that a stage reads from the shuffles of those before it, and writes for those after it, in all. One that waits
   * for none reads so much of the table.
   */
  readonly inputBytes: number;
  readonly shuffleBytes: number;
  readonly outputBytes: number;
  readonly skew: number;
  /** Seconds of one task on one core. */
  readonly cpu: DistributionSpec;
}

export interface QueryEngine {
  /** Runs a query and reports phases, bounds and its own samples to the occurrence. */
  run(query: Query, occurrence: OccurrencePort & { readonly index: number }): Process<QueryOutcome>;
  /** Deletes files of a table. Returns how many of them could not be deleted. */
  remove(removal: Removal, occurrence: OccurrencePort & { readonly index: number }): Process<number>;
  /** Writes an entry of so many bytes into the log of a table. False: it could not be written. */
  writeLog(table: Table, bytes: number, occurrence: OccurrencePort & { readonly index: number }): Process<boolean>;
  /** Brings a change into the log of a table: makes the requests of its steps, and tells, until it has ended. */
  commit?(commit: Commit, table: Table, occurrence: OccurrencePort & { readonly index: number }): Process<CommitEnd>;
  /** Looks into the log of a table, where it has one, and lists its directory. Null, or why it could not. */
  list?(listing: TableListing, occurrence: OccurrencePort & { readonly index: number }): Process<string | null>;
}

/** What is looked at by those who clean up: everything that lies under a table, whether it is part of it or not. */
export interface TableListing {
  readonly table: Table;
  /** Directories below the table's own, from the top: how many each has. */
  readonly directories: readonly number[];
  /** Objects that lie in the last of these; null: nothing is listed, the log says it. */
  readonly objects: number | null;
}

export interface Removal {
  readonly table: Table;
  readonly files: number;
  /** Keys of one request. */
  readonly batch: number;
  /** Tasks of a job that share the requests; each makes its own one after another. Without this all come from the driver. */
  readonly parallel?: number;
  /** So many are gone, now. */
  removed(files: number): void;
}

export interface QueryOutcome {
  /** Files that it wrote, all of them. */
  readonly files: readonly TableFiles[];
  /** Why it came to nothing; null: it did not. */
  readonly failure: string | null;
  /** Time of slots on it, without attempts that came to nothing. */
  readonly slotSeconds?: number;
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
  fleet: RequestFleet;
  table: Table;
  queries: QueryEngine;
  landing: Landing;
  prices: PriceBook;
}

export type Capability = keyof Capabilities;
