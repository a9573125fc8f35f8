/** A log of entries of 1,000 B, each got on its own after a listing, without any checkpoint. */
import { getOf, listOf, putOf } from '../../../src/models/table/_log.ts';
import type { CommitLog, TransactionOptions, Transactions } from '../../../src/models/table/_transactions.ts';

export const plainLog = (newest: () => number): CommitLog => ({
  announcements: 0,
  entry: () => [putOf(1000)],
  entryBytes: () => 1000,
  newestReads: () => [listOf(1, 1000)],
  winnerReads: (known) => [listOf(1, 1000), ...(newest() > known ? [getOf(1000, newest() - known)] : [])],
  checkpointRequests: () => [],
});

/** Put-if-absent without an end or a wait, unless something else is given. */
export const optionsOf = (given: Partial<TransactionOptions>, of?: () => Transactions): TransactionOptions => ({
  log: plainLog(() => of?.().version ?? 0),
  protocol: 'put-if-absent',
  serviceSeconds: 0.005,
  isolation: 'serializable',
  retries: 1e7,
  backoff: { baseSeconds: 0, mostSeconds: 0, jitterRatio: 0, withinSeconds: Infinity },
  now: () => 0,
  luck: { at: () => 0.5 },
  ...given,
});
