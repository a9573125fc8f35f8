import type { Values } from '../../fields/index.ts';
import type { CommitRequest } from '../capabilities.ts';
import type { NeededValues, ValueProblem } from '../model.ts';
import { getOf, putOf } from './_log.ts';
import type { tableFields } from './fields.ts';

type TableValues = Values<typeof tableFields>;

/** How an entry of a log becomes the only one of its number; see the README of this folder. */
export const protocols = ['put-if-absent', 'dynamodb', 'catalog', 'lock', 'unguarded'] as const;
export type Protocol = (typeof protocols)[number];

/** Which of them a log can have. */
const ofLogs: { readonly [log in TableValues['log']]: readonly Protocol[] } = {
  delta: ['put-if-absent', 'dynamodb', 'unguarded'],
  iceberg: ['catalog'],
  hudi: ['lock'],
};

/** A log commits in its own way. */
export const problemOfProtocol = ({ catalog, log, commit }: TableValues): ValueProblem | null => {
  if (catalog !== 'log' || ofLogs[log].includes(commit)) return null;
  return {
    key: 'commit',
    message: `a log of ${log} does not commit by "${commit}"`,
    hint: `${log}: ${ofLogs[log].join(', ')}`,
  };
};

/** A PUT that fails where there is an object is for the store to offer. */
export const problemOfStore = ({ catalog, commit }: TableValues, { objects }: NeededValues): ValueProblem | null => {
  if (catalog !== 'log' || commit !== 'put-if-absent' || objects?.values.conditionalWrites !== false) return null;
  return {
    key: 'commit',
    message: `put-if-absent needs a store with conditional writes, and ${objects.name}.conditionalWrites is false`,
    hint: `commit: dynamodb or unguarded, or ${objects.name}: { conditionalWrites: true }`,
  };
};

/** How an attempt begins, before anything of the entry is written. */
export type Opening =
  /** With the entry itself. */
  | 'put'
  /** By looking whether the number is free. */
  | 'look'
  /** By looking what has come since: the number is the next one after it. */
  | 'read'
  /** By taking a lock; then the same. */
  | 'lock';

const openings: { readonly [protocol in Protocol]: Opening } = {
  'put-if-absent': 'put',
  dynamodb: 'look',
  unguarded: 'look',
  catalog: 'read',
  lock: 'lock',
};
export const openingOf = (protocol: Protocol): Opening => openings[protocol];

/** What the requests of a protocol are made of. */
export interface ProtocolParts {
  /** A call of the key-value store or of the lock. */
  readonly serviceSeconds: number;
  /** Requests that list the versions of the log. */
  readonly listing: () => readonly CommitRequest[];
  readonly bytes: number;
}

/**
 * Whether a number is free.
 *
 *     unguarded    the log is listed: S3SingleDriverLogStore.java, exists()
 *     dynamodb     HEAD of the entry, the record of the one before it, HEAD of that: BaseExternalLogStore.java, write()
 *
 * Source: delta-io/delta, folder storage (commit bb1057f).
 */
export const lookRequests = (
  protocol: Protocol,
  { serviceSeconds, listing }: ProtocolParts,
): readonly CommitRequest[] =>
  protocol === 'unguarded' ? listing() : [head, { kind: 'service', seconds: serviceSeconds }, head];

/** What decides, after the entry itself: a record that is only written if there is none. */
export const decisionRequests = (protocol: Protocol, { serviceSeconds }: ProtocolParts): readonly CommitRequest[] =>
  protocol === 'dynamodb' ? [{ kind: 'service', seconds: serviceSeconds }] : [];

/** What follows once it is decided: the entry is copied from where it was written for a start, and its record says so. */
export const settlingRequests = (protocol: Protocol, { serviceSeconds, bytes }: ProtocolParts): CommitRequest[] =>
  protocol === 'dynamodb' ? [getOf(bytes), putOf(bytes), { kind: 'service', seconds: serviceSeconds }] : [];

/** Before a listing the newest record is asked for: BaseExternalLogStore.java, listFrom(). */
export const readingRequests = (protocol: Protocol, { serviceSeconds }: ProtocolParts): readonly CommitRequest[] =>
  protocol === 'dynamodb' ? [{ kind: 'service', seconds: serviceSeconds }] : [];

const head: CommitRequest = { kind: 'store', operation: 'head', amount: 0, count: 1 };

/** Waits between attempts: so much, doubled from one to the next, and up to a share more by chance. */
export interface Backoff {
  readonly baseSeconds: number;
  readonly mostSeconds: number;
  readonly jitterRatio: number;
  /** No attempt after the second begins later than this after the first; Infinity: there is no such limit. */
  readonly withinSeconds: number;
}

/** Before the next attempt, after so many. Source of the form: apache/iceberg, Tasks.java, runTaskWithRetry (commit 7f879b1). */
export const waitOf = ({ baseSeconds, mostSeconds, jitterRatio }: Backoff, attempts: number, luck: number): number =>
  Math.min(baseSeconds * 2 ** Math.min(attempts - 1, 60), mostSeconds) * (1 + jitterRatio * luck);
