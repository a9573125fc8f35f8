import type { Values } from '../../fields/index.ts';
import type { KeyedDraw, World } from '../model.ts';
import type { Lanes } from './_lanes.ts';
import { changedPolicy, type Failure, givenUp, Retries, type RetryPolicy, retryPolicyOf } from './_retry.ts';
import type { clientFields } from './fields.ts';

const uniform = { kind: 'uniform', low: 0, high: 1 } as const;

/** What becomes of attempts that fail: each machine has the retries of its SDK, and each attempt luck of its own. */
export class Attempts {
  readonly policy: RetryPolicy | null;
  private readonly world: World;
  private readonly retries: readonly Retries[] | null;
  private readonly jitters = new Map<string, KeyedDraw>();
  private hasFailed = false;

  constructor({ retry, retrySettings, machines }: Values<typeof clientFields>, world: World) {
    this.world = world;
    const policy = retry && changedPolicy(retryPolicyOf(retry), retrySettings);
    this.policy = policy;
    this.retries = policy && Array.from({ length: machines }, () => new Retries(policy));
  }

  /** The attempt on this lane has failed. Seconds to wait before the next, or `givenUp`. */
  failed(lane: number, lanes: Lanes, failure: Failure, activity: string): number {
    this.hasFailed = true;
    if (this.retries === null) return givenUp;
    const retries = this.retries[lanes.machine[lane]!]!;
    if (lanes.attempt[lane] === 0) retries.begin(lane);
    return retries.failed(lane, failure, this.jitter(activity).at(lanes.entity[lane]!, lanes.attempt[lane]!));
  }

  /** Successes give the retry quota back what it lacks; before the first failure it lacks nothing. */
  succeeded(lane: number, lanes: Lanes): void {
    if (!this.hasFailed || this.retries === null) return;
    const retries = this.retries[lanes.machine[lane]!]!;
    if (lanes.attempt[lane] === 0) retries.begin(lane);
    retries.succeeded(lane);
  }

  private jitter(activity: string): KeyedDraw {
    const found = this.jitters.get(activity) ?? this.world.draw('retry', uniform, activity);
    this.jitters.set(activity, found);
    return found;
  }
}
