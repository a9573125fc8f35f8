import type { Values } from '../../fields/index.ts';
import type { World } from '../model.ts';
import type { TableLog } from './_log.ts';
import { Transactions } from './_transactions.ts';
import type { tableFields } from './fields.ts';

const uniform = { kind: 'uniform', low: 0, high: 1 } as const;

/** Commits as the keys of a table have them. */
export const createTransactions = (
  values: Values<typeof tableFields>,
  of: {
    readonly log: TableLog;
    readonly world: World;
    readonly settle: () => void;
    readonly onRetry: () => void;
    readonly onLost: () => void;
  },
): Transactions => {
  const { log, world, settle, onRetry, onLost } = of;
  return new Transactions({
    log,
    protocol: values.commit,
    serviceSeconds: values.commitService,
    isolation: values.isolation,
    retries: values.commitRetries,
    backoff: {
      baseSeconds: values.commitWait,
      mostSeconds: values.commitWaitMost,
      jitterRatio: values.commitJitter,
      withinSeconds: values.commitTime ?? Infinity,
    },
    now: () => world.kernel.now,
    luck: world.draw('waits of commits', uniform),
    beforeLook: settle,
    onRetry,
    onCall: (kind, activity) => world.meter('dynamodb', kind, 1, activity),
    onLost,
  });
};
